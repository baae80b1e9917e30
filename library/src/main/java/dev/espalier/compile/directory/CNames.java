package dev.espalier.compile.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names for people as names in C and C++. */
final class CNames {

    private static final Set<String> TAKEN = Set.of(
            ("alignas alignof and asm auto bitand bitor bool break case catch char class compl concept const consteval"
                            + " constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast"
                            + " else enum explicit export extern false float for friend goto if import inline int"
                            + " long module mutable namespace new noexcept not nullptr operator or private protected"
                            + " public register reinterpret_cast requires restrict return short signed sizeof static"
                            + " static_assert static_cast struct switch template this throw true try typedef typeid"
                            + " typename union unsigned using virtual void volatile wchar_t while xor main")
                    .split(" "));

    private CNames() {}

    /** A name of lower-case letters, digits and underscores, beginning with a letter. */
    static String of(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        boolean free = !plain.isEmpty() && !Character.isDigit(plain.charAt(0)) && !TAKEN.contains(plain);
        return free ? plain : "x" + (plain.isEmpty() ? "" : "_" + plain);
    }

    /**
     * A name for each, all different.
     *
     * @param other a name that none of them has
     */
    static List<String> distinct(List<String> names, String other) {
        List<String> all = new ArrayList<>(List.of(other));
        for (String name : names) {
            String wanted = of(name);
            String free = wanted;
            for (int i = 2; all.contains(free); i++) {
                free = wanted + "_" + i;
            }
            all.add(free);
        }
        return all.subList(1, all.size());
    }
}
