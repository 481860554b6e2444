package dev.opjournal.spring.aop;

import dev.opjournal.InvalidEntryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** An expression over the arguments of a journaled method, parsed and checked once. */
final class ArgumentExpression {
    private static final SpelExpressionParser PARSER = new SpelExpressionParser();

    private final Site site;
    private final String attribute;
    private final SpelExpression expression;

    private ArgumentExpression(Site site, String attribute, SpelExpression expression) {
        this.site = site;
        this.attribute = attribute;
        this.expression = expression;
    }

    /** The expression of an attribute; null if the attribute was left away. */
    static @Nullable ArgumentExpression of(Site site, String attribute, String text, Arguments arguments) {
        if (text.isEmpty()) {
            return null;
        }
        SpelExpression expression;
        try {
            expression = PARSER.parseRaw(text);
        } catch (ParseException | IllegalStateException | IllegalArgumentException e) {
            throw site.refused(
                    attribute + " is no expression: " + text + ": " + e.getMessage() + ".",
                    "Write SpEL over the arguments, for example #id; a text stands in quotes, 'id'.");
        }
        new ExpressionCheck(site, attribute, text, arguments).check(expression.getAST());
        return new ArgumentExpression(site, attribute, expression);
    }

    /** The value as text; empty if it is null. */
    Optional<String> text(EvaluationContext arguments) {
        return text(value(arguments));
    }

    /** The value of each name; a name whose value is null is left out. */
    Map<String, String> texts(EvaluationContext arguments) {
        Object value = value(arguments);
        if (!(value instanceof Map<?, ?> map)) {
            throw refused(
                    "is no map but "
                            + (value == null ? "null" : "a " + value.getClass().getName()),
                    "Write it as {name: #value}, or name an argument that is a map.");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((name, one) -> text(one).ifPresent(text -> texts.put(String.valueOf(name), text)));
        return texts;
    }

    InvalidEntryException refused(String problem, String action) {
        return new InvalidEntryException(
                attribute, "of " + site + ", " + expression.getExpressionString() + ", " + problem, action);
    }

    private @Nullable Object value(EvaluationContext arguments) {
        try {
            return expression.getValue(arguments);
        } catch (EvaluationException e) {
            InvalidEntryException refused = refused(
                    "has no value for the arguments of this call: " + e.getMessage(),
                    "Call it with arguments that have one.");
            refused.addSuppressed(e);
            throw refused;
        }
    }

    private Optional<String> text(@Nullable Object value) {
        Object plain = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (plain == null) {
            return Optional.empty();
        }
        String text = plain.toString();
        if (text.equals(whereItIs(plain))) {
            throw refused(
                    "is a " + plain.getClass().getTypeName() + ", whose text is another for each object",
                    "Name a part of it that is a text or a number.");
        }
        return Optional.of(text);
    }

    /**
     * What {@link Object#toString} says: as a key it would let every call through; as a target it would tell recovery nothing.
     * Compared and not looked up, since a native image does not know the methods of every class.
     */
    private static String whereItIs(Object value) {
        return value.getClass().getName() + "@" + Integer.toHexString(value.hashCode());
    }
}
