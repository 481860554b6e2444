package dev.opjournal.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.opjournal.spring.Metadata;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;

/** What editors are told of properties: all of them, with what they mean and what they are when nothing is set. */
class ConfigurationMetadataTest {
    private Metadata metadata;
    private Map<String, JsonNode> properties;

    @BeforeEach
    void read() throws IOException {
        metadata = Metadata.read();
        properties = metadata.properties();
    }

    @Test
    void everyPropertyHasADescriptionAndAType() {
        assertThat(properties).isNotEmpty().allSatisfy((name, property) -> {
            assertThat(property.path("description").asString(""))
                    .as(name)
                    .isNotBlank()
                    .endsWith(".");
            assertThat(property.path("type").asString("")).as(name).isNotBlank();
        });
    }

    @Test
    void everyPropertyIsToldWithItsTypeAndWithADefaultIfItHasOne() throws Exception {
        Map<String, Set<Object>> expected = new TreeMap<>();
        Map<String, Set<Object>> told = new TreeMap<>();
        collect("journal", bind(Map.of()), (name, type, value) -> {
            JsonNode property = properties.get(name);
            assertThat(property).as(name).isNotNull();
            expected.put(name, Set.of(typeName(type), hasContent(value)));
            told.put(
                    name,
                    Set.of(
                            property.path("type").asString(),
                            !property.path("defaultValue").asString("").isEmpty()));
        });

        assertThat(told).hasSizeGreaterThan(15).isEqualTo(expected);
    }

    @Test
    void aDefaultThatIsSetChangesNothing() {
        JournalProperties unset = bind(Map.of());

        assertThat(properties).allSatisfy((name, property) -> {
            String value = property.path("defaultValue").asString("");
            if (!value.isEmpty()) {
                assertThat(bind(Map.of(name, value))).as(name).isEqualTo(unset);
            }
        });
    }

    @Test
    void everyValueThatIsOfferedIsTaken() {
        assertThat(metadata.hints()).isNotEmpty().allSatisfy((name, values) -> {
            assertThat(properties).containsKey(name);
            for (String value : values) {
                assertThatCode(() -> bind(Map.of(name, value))).doesNotThrowAnyException();
            }
        });
    }

    private interface Visitor {
        void property(String name, Type type, Object value);
    }

    /** All properties of a record and of the records in it. */
    private static void collect(String prefix, Object properties, Visitor visitor) throws Exception {
        for (RecordComponent component : properties.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(properties);
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            if (value instanceof Record) {
                collect(name, value, visitor);
            } else {
                visitor.property(name, component.getGenericType(), value == null ? "" : value);
            }
        }
    }

    private static String typeName(Type type) {
        return type instanceof Class<?> one
                ? ClassUtils.resolvePrimitiveIfNecessary(one).getName()
                : type.getTypeName();
    }

    private static boolean hasContent(Object value) {
        return !value.toString().isEmpty() && !value.equals(Set.of());
    }

    private static JournalProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("journal", Bindable.of(JournalProperties.class));
    }
}
