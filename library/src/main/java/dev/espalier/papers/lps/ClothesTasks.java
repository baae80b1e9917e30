package dev.espalier.papers.lps;

import dev.espalier.data.Dataset;
import dev.espalier.data.Provenance;
import dev.espalier.data.Split;
import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Tasks made of one set of labelled pictures. */
public final class ClothesTasks {

    private ClothesTasks() {}

    /**
     * The same pictures again and again, with their pixels in another order in each task; the first task's are as they are.
     *
     * @param clothes what is learned, or any other pictures
     * @param count of tasks
     * @param train pictures for training in each task; tasks have different ones as far as there are enough
     * @param test pictures for judging each task
     * @param seed of the orders
     */
    public static List<Task> permuted(Split clothes, int count, int train, int test, Seed seed) {
        List<Task> tasks = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            int pixels = clothes.train().height() * clothes.train().width();
            int[] order = task == 0
                    ? IntStream.range(0, pixels).toArray()
                    : seed.split(task).permutation(pixels);
            String step = "pixels permuted for task " + task + " of seed " + seed.value();
            tasks.add(new Task(
                    task == 0 ? "as it is" : "permuted " + task,
                    new Split(
                            permuted(part(clothes.train(), task, train), order, step),
                            permuted(part(clothes.test(), task, test), order, step))));
        }
        return tasks;
    }

    /** The images of one of several parts that follow each other, from the beginning again where there are no more. */
    private static Dataset part(Dataset all, int number, int size) {
        int begin = number * size;
        return all.subset(
                IntStream.range(begin, begin + size).map(i -> i % all.size()).toArray());
    }

    private static Dataset permuted(Dataset images, int[] order, String step) {
        int length = images.channels() * order.length;
        byte[] pixels = new byte[images.size() * length];
        int[] labels = new int[images.size()];
        for (int i = 0; i < labels.length; i++) {
            byte[] image = images.pixels(i);
            labels[i] = images.label(i);
            for (int p = 0; p < length; p++) {
                int channel = p - p % order.length;
                pixels[i * length + p] = image[channel + order[p % order.length]];
            }
        }
        return new Dataset(
                images.name(),
                images.channels(),
                images.height(),
                images.width(),
                pixels,
                labels,
                images.classNames(),
                with(images.provenance(), step));
    }

    /**
     * Each task the next few classes.
     *
     * @param clothes what is divided, or any other pictures
     * @param count of tasks
     * @param classes of each
     * @param train pictures of each class for training, at most
     * @param test pictures of each class for judging, at most
     * @throws IllegalArgumentException if there are not enough classes
     */
    public static List<Task> split(Split clothes, int count, int classes, int train, int test) {
        int known = clothes.train().classNames().size();
        if (count * classes > known) {
            throw new IllegalArgumentException(count + " tasks of " + classes + " classes each need " + count * classes
                    + " classes, but there are " + known);
        }
        List<Task> tasks = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            int first = task * classes;
            List<String> names = clothes.train().classNames().subList(first, first + classes);
            tasks.add(new Task(
                    String.join(", ", names),
                    new Split(
                            classes(clothes.train(), first, names, train),
                            classes(clothes.test(), first, names, test))));
        }
        return tasks;
    }

    private static Dataset classes(Dataset all, int first, List<String> names, int most) {
        int[] taken = new int[names.size()];
        int[] chosen = IntStream.range(0, all.size())
                .filter(i -> {
                    int label = all.label(i) - first;
                    return label >= 0 && label < names.size() && taken[label]++ < most;
                })
                .toArray();
        int length = all.channels() * all.height() * all.width();
        byte[] pixels = new byte[chosen.length * length];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(all.pixels(chosen[i]), 0, pixels, i * length, length);
            labels[i] = all.label(chosen[i]) - first;
        }
        return new Dataset(
                all.name(),
                all.channels(),
                all.height(),
                all.width(),
                pixels,
                labels,
                names,
                with(all.provenance(), "classes " + names + ", at most " + most + " images of each"));
    }

    private static Provenance with(Provenance before, String step) {
        List<String> steps = new ArrayList<>(before.selection());
        steps.add(step);
        return new Provenance(before.place(), before.sha256(), before.excerpt(), before.notes(), steps);
    }
}
