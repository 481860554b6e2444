package dev.opjournal.spring.aop;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.stream.Stream;

/** Whether a type leaves open what it is of. */
final class TypeVariables {
    private TypeVariables() {}

    static boolean in(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Stream.of(generic.getActualTypeArguments()).anyMatch(TypeVariables::in);
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.of(wildcard.getUpperBounds()).anyMatch(TypeVariables::in);
        }
        if (type instanceof GenericArrayType array) {
            return in(array.getGenericComponentType());
        }
        return type instanceof TypeVariable;
    }
}
