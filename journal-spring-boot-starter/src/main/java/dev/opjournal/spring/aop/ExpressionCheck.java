package dev.opjournal.spring.aop;

import dev.opjournal.spring.InvalidAnnotationException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Finds in an expression what would be unknown at each call: SpEL takes a variable that nobody has set for null, and an
 * expression over arguments has no root whose properties and methods could be meant.
 */
final class ExpressionCheck {
    private final Site site;
    private final String attribute;
    private final String text;
    private final Arguments arguments;

    ExpressionCheck(Site site, String attribute, String text, Arguments arguments) {
        this.site = site;
        this.attribute = attribute;
        this.text = text;
        this.arguments = arguments;
    }

    void check(SpelNode expression) {
        check(expression, false);
    }

    /** Checks a node; inside a selection or projection, names without an object in front are those of the element. */
    private void check(SpelNode node, boolean ofElement) {
        if (node instanceof VariableReference) {
            variable(node.toStringAST().substring(1), ofElement);
        } else if (node instanceof CompoundExpression) {
            check(node.getChild(0), ofElement);
            for (int i = 1; i < node.getChildCount(); i++) {
                member(node.getChild(i), ofElement);
            }
        } else if (node instanceof FunctionReference || node instanceof BeanReference) {
            throw refused(node.toStringAST() + ", which is no argument", "Use the arguments alone.");
        } else if (!ofElement && (node instanceof PropertyOrFieldReference || node instanceof MethodReference)) {
            String name = node.toStringAST();
            throw refused(
                    name + ", which belongs to nothing",
                    "An argument has a # in front, #" + name + "; a text stands in quotes, '" + name + "'.");
        } else {
            member(node, ofElement);
        }
    }

    /** Checks what stands inside a node whose own name is not in question. */
    private void member(SpelNode node, boolean ofElement) {
        boolean inside = ofElement || node instanceof Selection || node instanceof Projection;
        for (int i = 0; i < node.getChildCount(); i++) {
            if (!isPlainKey(node, i)) {
                check(node.getChild(i), inside);
            }
        }
    }

    /** {@code {node: #n}} and {@code #map[node]} name a key and no property. */
    private static boolean isPlainKey(SpelNode parent, int child) {
        boolean isKey = parent instanceof Indexer || (parent instanceof InlineMap && child % 2 == 0);
        return isKey && parent.getChild(child) instanceof PropertyOrFieldReference;
    }

    private void variable(String name, boolean ofElement) {
        if (!arguments.has(name) && !(ofElement && name.equals("this"))) {
            throw refused("#" + name + ", which " + arguments.problemWith(name), "Name an argument.");
        }
    }

    private InvalidAnnotationException refused(String what, String action) {
        return site.refused(attribute + ", " + text + ", names " + what + ".", action);
    }
}
