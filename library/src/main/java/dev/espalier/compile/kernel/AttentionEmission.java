package dev.espalier.compile.kernel;

/** The writing of one function of {@link Attentions}. */
final class AttentionEmission {

    private final Attention work;
    private final int wide;
    private final int keys;
    private final int features;
    private final int lanes;

    /**
     * An emission.
     *
     * @param wide vectors of queries
     * @param keys whose scores are computed at a time
     * @param features of the result that are
     */
    AttentionEmission(Attention work, int wide, int keys, int features, int lanes) {
        this.work = work;
        this.wide = wide;
        this.keys = keys;
        this.features = features;
        this.lanes = lanes;
    }

    Code code() {
        int vectors = work.output().vectors();
        int panels = (vectors + wide - 1) / wide;
        int rest = vectors - (panels - 1) * wide;
        StringBuilder bodies = new StringBuilder(head(wide));
        if (rest < wide) {
            bodies.append(head(rest));
        }
        CText c = CText.function();
        c.share("turn", (long) work.heads() * panels);
        c.line("long head = turn / " + panels + ", panel = turn % " + panels + ";");
        c.line("const float *q = in[0] + " + place(work.query()) + " + panel * " + wide + " * VL;");
        c.line("const float *k = in[1] + " + place(work.key()) + ", *v = in[2] + " + place(work.value()) + ";");
        c.line("float *y = out + head * " + work.width() * work.output().pitch() + "L + panel * " + wide + " * VL;");
        String arguments = "(q, k, v, " + (work.mask() == null ? "" : "in[3], ") + "scratch, y);";
        if (rest < wide) {
            c.line("if (panel == " + (panels - 1) + ") " + Code.NAME + "_" + rest + arguments);
            c.line("else " + Code.NAME + "_" + wide + arguments);
        } else {
            c.line(Code.NAME + "_" + wide + arguments);
        }
        return new Code(bodies + c.end(), new Data(), (long) work.keys() * wide * lanes);
    }

    private String place(Attention.Part part) {
        int pitch = part.layout().pitch();
        return (long) part.first() * pitch + "L + head * " + (long) work.width() * pitch + "L";
    }

    /** One head for so many vectors of queries. */
    private String head(int vectors) {
        CText c = new CText();
        c.open("static void " + Code.NAME + "_" + vectors
                + "(const float *q, const float *k, const float *v,"
                + (work.mask() == null ? "" : " const float *mask,") + " float *RESTRICT weights, float *RESTRICT y)");
        for (int p = 0; p < vectors; p++) {
            c.line("vf most" + p + " = SPLAT(" + Formulas.literal(-Float.MAX_VALUE) + "), total" + p + " = ZERO;");
        }
        scores(c, vectors);
        // Masks are often the lowest number there is: if all keys have it, all weights are equal.
        c.loop("j", work.keys());
        for (int p = 0; p < vectors; p++) {
            String at = "weights + (j * " + vectors + " + " + p + ") * VL";
            c.line("vf e" + p + " = v_exp(LOAD(" + at + ") - most" + p + ");");
            c.line("total" + p + " += e" + p + "; STORE(" + at + ", e" + p + ");");
        }
        c.close();
        for (int p = 0; p < vectors; p++) {
            c.line("total" + p + " = SPLAT(1.0f) / total" + p + ";");
        }
        mixed(c, vectors);
        return c.end();
    }

    private void scores(CText c, int vectors) {
        int whole = work.keys() / keys * keys;
        if (whole > 0) {
            c.open("for (long j = 0; j < " + whole + "; j += " + keys + ")");
            scores(c, keys, vectors);
            c.close();
        }
        if (whole < work.keys()) {
            c.open("").line("long j = " + whole + ";");
            scores(c, work.keys() - whole, vectors);
            c.close();
        }
    }

    private void scores(CText c, int count, int vectors) {
        sums(c, count, vectors);
        c.loop("d", work.width());
        c.line("const float *a = q + d * " + work.query().layout().pitch() + ", *b = k + d * "
                + work.key().layout().pitch() + " + j;");
        step(c, count, vectors, 1);
        c.close();
        for (int o = 0; o < count; o++) {
            String mask = work.mask() == null ? "" : " + SPLAT(mask[j + " + o + "])";
            for (int p = 0; p < vectors; p++) {
                c.line("{ vf s = s" + o + "_" + p + " * SPLAT(" + Formulas.literal(work.scale()) + ")" + mask + "; most"
                        + p + " = v_max(most" + p + ", s); STORE(weights + ((j + " + o + ") * " + vectors + " + " + p
                        + ") * VL, s); }");
            }
        }
    }

    private void mixed(CText c, int vectors) {
        int whole = work.width() / features * features;
        if (whole > 0) {
            c.open("for (long f = 0; f < " + whole + "; f += " + features + ")");
            mixed(c, features, vectors);
            c.close();
        }
        if (whole < work.width()) {
            c.open("").line("long f = " + whole + ";");
            mixed(c, work.width() - whole, vectors);
            c.close();
        }
    }

    private void mixed(CText c, int count, int vectors) {
        int pitch = work.value().layout().pitch();
        sums(c, count, vectors);
        c.line("const float *b = v + f * " + pitch + ";");
        c.open("for (long j = 0; j < " + work.keys() + "; j++, b++)");
        c.line("const float *a = weights + j * " + vectors + " * VL;");
        step(c, count, vectors, pitch);
        c.close();
        for (int o = 0; o < count; o++) {
            for (int p = 0; p < vectors; p++) {
                c.line("STORE(y + (f + " + o + ") * " + work.output().pitch() + " + " + p + " * VL, s" + o + "_" + p
                        + " * total" + p + ");");
            }
        }
    }

    private static void sums(CText c, int count, int vectors) {
        for (int o = 0; o < count; o++) {
            for (int p = 0; p < vectors; p++) {
                c.line("vf s" + o + "_" + p + " = ZERO;");
            }
        }
    }

    /** The products of vectors at a with numbers at b that are so far apart. */
    private static void step(CText c, int count, int vectors, int apart) {
        for (int p = 0; p < vectors; p++) {
            c.line("vf x" + p + " = LOAD(a + " + p + " * VL);");
        }
        for (int o = 0; o < count; o++) {
            StringBuilder line = new StringBuilder("{ vf n = SPLAT(b[" + o * apart + "]);");
            for (int p = 0; p < vectors; p++) {
                line.append(" s")
                        .append(o)
                        .append("_")
                        .append(p)
                        .append(" += n * x")
                        .append(p)
                        .append(";");
            }
            c.line(line.append(" }").toString());
        }
    }
}
