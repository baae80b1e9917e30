// Makes MathML of the LaTeX in each element of class "math"; what KaTeX cannot read stays as it is.
for (const element of document.querySelectorAll("code.math")) {
  const latex = element.textContent;
  const signs = latex.match(/^(\$\$|\$|\\\[|\\\()([^]*?)(\$\$|\$|\\\]|\\\))$/);
  const formula = document.createElement("span");
  try {
    katex.render(signs ? signs[2] : latex, formula, {
      output: "mathml",
      displayMode: !signs || signs[1] === "$$" || signs[1] === "\\[",
    });
    element.replaceWith(formula);
  } catch (error) {
    element.title = error.message;
  }
}
