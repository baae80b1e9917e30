package dev.espalier.kernel.magic;

/** Java and magics to run. How they go on only the session knows, see {@link Magics#codeAt}. */
record CodeKind() implements Kind<String> {

    static final CodeKind INSTANCE = new CodeKind();

    @Override
    public String placeholder() {
        return "CODE";
    }

    @Override
    public String expected() {
        return "Java, or a magic";
    }

    @Override
    public String parse(String word, Variables variables) {
        // A joined line is a line of its own: Java needs no sign to go on.
        return word.replace("\\\n", " \n").replace("\\\r\n", " \r\n");
    }
}
