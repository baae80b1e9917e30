package dev.espalier.onnx;

import dev.espalier.model.op.MatMul;
import dev.espalier.model.op.Reduce;
import dev.espalier.model.op.Reduce.Reducer;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Transpose;
import dev.espalier.model.op.Value;
import dev.espalier.onnx.Operators.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Einstein's sums of one tensor, or of two, whose common letters then make them products of matrices. */
final class EinsumImports {

    /** Stands for the axes of an ellipsis, which are none of the alphabet. */
    private static final char FIRST_OF_ELLIPSIS = '0';

    private EinsumImports() {}

    static void register(Registry registry) {
        registry.accept("Einsum", EinsumImports::sum);
    }

    /** A tensor whose axes have letters. */
    private record Lettered(Value value, String letters) {

        int length(char letter) {
            return value.shape().dim(letters.indexOf(letter));
        }

        /** Summed along all axes but these. */
        Lettered only(Call call, Predicate<Character> kept) {
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < letters.length(); axis++) {
                if (!kept.test(letters.charAt(axis))) {
                    axes.add(axis);
                }
            }
            return axes.isEmpty()
                    ? this
                    : new Lettered(call.add(new Reduce(Reducer.SUM, axes, false), value), select(letters, kept));
        }

        Lettered inOrder(Call call, String order) {
            List<Integer> axes = order.chars().mapToObj(letters::indexOf).toList();
            return order.equals(letters) ? this : new Lettered(call.add(new Transpose(axes), value), order);
        }
    }

    private static void sum(Call call) {
        String equation = call.attributes().text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        boolean sound = equation.matches("[A-Za-z.,]*(->[A-Za-z.]*)?")
                && !equation.replace("...", "").contains(".")
                && terms.length == call.inputs();
        if (!sound || terms.length > 2) {
            throw new OnnxException("has the equation '" + equation + "' for " + call.inputs()
                    + " tensors; sums of one or two tensors can be read");
        }
        List<Lettered> operands = new ArrayList<>();
        String ellipsis = "";
        for (int i = 0; i < terms.length; i++) {
            Lettered operand = lettered(call.value(i), terms[i], equation);
            operands.add(operand);
            String own = select(operand.letters, letter -> letter < 'A');
            ellipsis = own.length() > ellipsis.length() ? own : ellipsis;
        }
        String result = sides.length > 1 ? sides[1].replace("...", ellipsis) : implied(operands);
        check(operands, result, equation);
        Lettered sum = operands.size() == 1 ? operands.get(0) : product(call, operands.get(0), operands.get(1), result);
        Lettered kept = sum.only(call, letter -> result.indexOf(letter) >= 0);
        call.put(0, kept.inOrder(call, result).value, call.operand(0).kind());
    }

    private static Lettered lettered(Value value, String term, String equation) {
        int rank = value.shape().rank();
        int covered = rank - term.replace("...", "").length();
        StringBuilder axes = new StringBuilder();
        // Ellipses are aligned at their last axes.
        for (int i = 0; i < covered; i++) {
            axes.append((char) (FIRST_OF_ELLIPSIS + 9 - covered + 1 + i));
        }
        String letters = term.replace("...", axes);
        if (letters.length() != rank
                || covered > 9
                || letters.chars().distinct().count() < rank) {
            throw new OnnxException("has the equation '" + equation + "' for a tensor of shape " + value.shape()
                    + "; a letter for each axis, all different, can be read");
        }
        return new Lettered(value, letters);
    }

    /** What is meant where nothing is said: letters that occur once, in the order of the alphabet. */
    private static String implied(List<Lettered> operands) {
        String all = operands.stream().map(Lettered::letters).collect(Collectors.joining());
        return all.chars()
                .filter(letter -> letter < 'A' || all.indexOf(letter) == all.lastIndexOf(letter))
                .distinct()
                .sorted()
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());
    }

    private static void check(List<Lettered> operands, String result, String equation) {
        Map<Character, Integer> lengths = new HashMap<>();
        for (Lettered operand : operands) {
            for (char letter : operand.letters.toCharArray()) {
                Integer other = lengths.put(letter, operand.length(letter));
                if (other != null && other != operand.length(letter)) {
                    throw new OnnxException("has the equation '" + equation + "' for axes of lengths " + other + " and "
                            + operand.length(letter) + "; axes of one letter must be alike");
                }
            }
        }
        boolean known = result.chars().allMatch(letter -> lengths.containsKey((char) letter));
        if (!known || result.chars().distinct().count() < result.length()) {
            throw new OnnxException("has the equation '" + equation + "', whose result is unclear");
        }
    }

    /** Axes that both have and the result keeps count matrices; those that both have and it does not are summed over. */
    private static Lettered product(Call call, Lettered first, Lettered second, String result) {
        Predicate<Character> isResult = letter -> result.indexOf(letter) >= 0;
        Lettered a = first.only(call, letter -> isResult.test(letter) || second.letters.indexOf(letter) >= 0);
        Lettered b = second.only(call, letter -> isResult.test(letter) || first.letters.indexOf(letter) >= 0);
        String shared = select(a.letters, letter -> b.letters.indexOf(letter) >= 0);
        String batch = select(shared, isResult);
        String inner = select(shared, isResult.negate());
        String rows = select(a.letters, letter -> shared.indexOf(letter) < 0);
        String columns = select(b.letters, letter -> shared.indexOf(letter) < 0);
        Value left = matrices(call, a.inOrder(call, batch + rows + inner), batch, rows, inner);
        Value right = matrices(call, b.inOrder(call, batch + inner + columns), batch, inner, columns);
        Value product = call.add(new MatMul(false, false), left, right);
        List<Integer> dims = new ArrayList<>();
        for (char letter : (batch + rows + columns).toCharArray()) {
            dims.add(a.letters.indexOf(letter) >= 0 ? a.length(letter) : b.length(letter));
        }
        Shape shape = Call.shape(Dims.array(dims));
        return new Lettered(
                shape.equals(product.shape()) ? product : call.add(new Reshape(shape), product),
                batch + rows + columns);
    }

    private static Value matrices(Call call, Lettered tensor, String batch, String rows, String columns) {
        boolean open = tensor.value.shape().isBatched();
        if (open && batch.length() != 1) {
            throw new OnnxException("mixes the items of the open batch; fix the batch size");
        }
        int count = open ? Shape.BATCH : size(tensor, batch);
        Shape shape = Call.shape(count, size(tensor, rows), size(tensor, columns));
        return shape.equals(tensor.value.shape()) ? tensor.value : call.add(new Reshape(shape), tensor.value);
    }

    private static int size(Lettered tensor, String letters) {
        return letters.chars().map(letter -> tensor.length((char) letter)).reduce(1, Math::multiplyExact);
    }

    private static String select(String letters, Predicate<Character> test) {
        return letters.chars()
                .mapToObj(letter -> (char) letter)
                .filter(test)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }
}
