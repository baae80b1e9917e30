// Uses the classic Notebook as a person does, in Chromium: node browser.mjs URL CHROMIUM PICTURES [STEP ...]
// Prints a line for each step. Steps build on the ones before; where one fails, a picture of the page is kept.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";

const { chromium } = createRequire(process.cwd() + "/")("playwright-core");
const [url, executablePath, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

// As a container or root needs them; the pages are our own.
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
page.setDefaultTimeout(120_000);

let steps = 0;
async function step(name, action) {
    steps++;
    const picture = `${pictures}/${String(steps).padStart(2, "0")}-${name.replaceAll(" ", "-")}.png`;
    try {
        await action();
        console.log("ok:", name);
    } catch (error) {
        console.log("failed:", name, error.stack);
        process.exitCode = 1;
    } finally {
        await page.screenshot({ path: picture });
    }
    if (process.exitCode) {
        await browser.close();
        process.exit();
    }
}

const ready = () =>
    page.waitForFunction(() => {
        const kernel = window.Jupyter?.notebook?.kernel;
        return kernel?.is_connected() && kernel.info_reply.implementation === "espalier";
    });

// --- what hands do ---

/** Types a cell at the end of the notebook. */
async function type(text) {
    await page.evaluate(() => {
        const notebook = Jupyter.notebook;
        notebook.insert_cell_at_bottom("code");
        notebook.select(notebook.ncells() - 1);
        notebook.edit_mode();
        notebook.scroll_to_bottom();
        // Closing brackets that appear by themselves are for hands.
        notebook.get_selected_cell().code_mirror.setOption("autoCloseBrackets", false);
        notebook.get_selected_cell().code_mirror.setOption("smartIndent", false);
    });
    await page.keyboard.type(text);
}

/** Types a cell and runs it; returns where it is. */
async function start(text) {
    await type(text);
    const cells = page.locator(".cell");
    const cell = cells.nth((await cells.count()) - 1);
    await page.keyboard.press("Control+Enter");
    return cell;
}

async function done(cell) {
    await cell.locator(".input_prompt", { hasText: /\[\d+\]/ }).waitFor();
    await page.waitForFunction(() => !Jupyter.notebook.kernel_busy);
}

async function run(text) {
    const cell = await start(text);
    await done(cell);
    return cell;
}

const result = (cell) => cell.locator(".output_result").innerText();
const colour = (element) => element.evaluate((e) => getComputedStyle(e).color);
const cursor = (line, ch) =>
    page.evaluate(([l, c]) => Jupyter.notebook.get_selected_cell().code_mirror.setCursor(l, c), [line, ch]);

// --- what eyes see ---

await step("the notebook opens", async () => {
    await page.goto(url);
    await ready();
    assert.match(await page.locator("#kernel_indicator").innerText(), /Java/);
});

await step("a cell gives its value", async () => {
    const cell = await run("int a = 20;\na + 1");
    assert.equal((await result(cell)).trim(), "21");
    assert.equal(await cell.locator(".cm-keyword, .cm-type, .cm-variable-3").first().innerText(), "int");
});

await step("Tab completes the only match", async () => {
    await type('"abc".toLowerC');
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => Jupyter.notebook.get_selected_cell().get_text() === '"abc".toLowerCase(');
});

await step("Tab offers magics", async () => {
    await type("%t");
    await page.keyboard.press("Tab");
    await page.locator("#complete option", { hasText: "timeit" }).waitFor();
    await page.keyboard.press("Escape");
});

await step("Shift-Tab explains", async () => {
    await type("Math.max(1, 2)");
    await cursor(0, 6);
    await page.keyboard.press("Shift+Tab");
    const tip = page.locator("#tooltip", { hasText: "int Math.max(int a, int b)" });
    await tip.waitFor();
    // All four can be read without scrolling, also where the JDK has its sources and documentation follows them.
    const pre = tip.locator(".tooltiptext pre");
    const four = (await pre.innerText()).split("\n").slice(0, 4);
    assert.ok(four.every((line) => /^\w+ Math\.max\(/.test(line)), four.join("|"));
    const [box, line] = [await tip.boundingBox(), await pre.evaluate((e) => parseFloat(getComputedStyle(e).lineHeight))];
    assert.ok(4 * line <= box.height, `4 lines of ${line} px in ${box.height}`);
    await page.keyboard.press("Escape");
    await page.locator("#tooltip").waitFor({ state: "hidden" });
});

await step("a question mark opens the pager", async () => {
    await run("%prune?");
    await run("Math.max?");
    await page.locator("#pager", { hasText: "double Math.max(double a, double b)" }).waitFor();
    await page.evaluate(() => Jupyter.pager.collapse());
    await page.locator("#pager").waitFor({ state: "hidden" });
});

await step("a busy loop stops at the button", async () => {
    const cell = await start('int b = a;\nSystem.out.println("on it");\nwhile (true) { b++; }');
    await cell.locator(".output_stdout", { hasText: "on it" }).waitFor();
    await page.click('[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
    await done(cell);
    assert.match(await cell.locator(".output_error").innerText(), /^Interrupted: stopped by the user/);
    assert.equal((await result(await run("b > a"))).trim(), "true");
});

await step("a progress bar moves", async () => {
    const cell = await start(
        'try (var task = progress().start("counting", "sheep", 30)) {\n' +
            'for (int i = 1; i <= 30; i++) { Thread.sleep(100); task.at(i, "sheep " + i); }\n}',
    );
    const seen = new Set();
    for (let bar = cell.locator("progress"); seen.size < 4; await page.waitForTimeout(100)) {
        await bar.waitFor();
        seen.add(await bar.evaluate((e) => e.value));
    }
    await done(cell);
    await cell.locator(".output_area", { hasText: "done in" }).waitFor();
    assert.deepEqual([...seen], [...seen].sort((x, y) => x - y));
    assert.equal(await cell.locator("progress").count(), 1);
    assert.equal(await cell.locator("progress").evaluate((e) => e.value), 30);
});

await step("a chart is drawn", async () => {
    const cell = await run(
        'var chart = new XYChartBuilder().width(500).height(300).title("squares").build();\n' +
            'chart.addSeries("n", new double[] {1, 2, 3}, new double[] {1, 4, 9});\nchart',
    );
    const picture = cell.locator(".output_result img");
    await picture.waitFor();
    assert.deepEqual(await picture.evaluate((e) => [e.naturalWidth, e.naturalHeight]), [500, 300]);
});

await step("a table has rows", async () => {
    const cell = await run(
        'Table.create("t", IntColumn.create("n", 1, 2), StringColumn.create("word", "<one>", "two"))',
    );
    assert.deepEqual(await cell.locator("th").allInnerTexts(), ["n", "word"]);
    assert.deepEqual(await cell.locator("td").allInnerTexts(), ["1", "<one>", "2", "two"]);
});

await step("an error says what and where", async () => {
    const cell = await run("int total = 0;\ntotl += a;");
    const lines = (await cell.locator(".output_error").innerText()).trimEnd().split("\n");
    assert.deepEqual(lines, ["line 2: cannot find variable totl", "    totl += a;", "    ^^^^"]);
    const [headline, carets] = [cell.locator(".output_error span").first(), cell.locator(".output_error span").last()];
    assert.equal(await headline.evaluate((e) => getComputedStyle(e).fontWeight), "700");
    assert.notEqual(await colour(carets), await colour(cell.locator(".output_error pre")));
});

await step("cells behind an error do not run", async () => {
    const first = await start('Thread.sleep(500);\nthrow new IllegalStateException("no");');
    const second = await start('System.out.println("never");');
    await done(first);
    await page.waitForFunction(() => !Jupyter.notebook.get_cells().some((c) => c.input_prompt_number === "*"));
    assert.equal(await second.locator(".output_stdout").count(), 0);
    assert.match(await first.locator(".output_error").innerText(), /IllegalStateException: no/);
});

await step("a cell asks", async () => {
    const cell = await start('String who = input("Your name? ");\nwho + getpass("Secret? ").length()');
    await cell.locator("input.raw_input[type=text]").fill("Ada");
    await page.keyboard.press("Enter");
    await cell.locator("input.raw_input[type=password]").fill("12345");
    await page.keyboard.press("Enter");
    await done(cell);
    assert.equal((await result(cell)).trim(), "Ada5");
});

await step("a saved notebook is the same when it is opened again", async () => {
    await page.click('[data-jupyter-action="jupyter-notebook:save-notebook"]');
    await page.waitForFunction(() => !Jupyter.notebook.dirty);
    await page.reload();
    await ready();
    await page.locator(".output_result img").waitFor();
    assert.deepEqual(await page.locator("td", { hasText: "<one>" }).allInnerTexts(), ["<one>"]);
    assert.equal(await page.locator("progress").count(), 1);
    assert.equal((await result(await run("a"))).trim(), "20");
});

await step("a restart forgets", async () => {
    await page.evaluate(
        () =>
            new Promise((again) => {
                Jupyter.notebook.events.one("kernel_ready.Kernel", again);
                Jupyter.notebook.kernel.restart();
            }),
    );
    const cell = await run("a");
    assert.match(await cell.locator(".output_error").innerText(), /cannot find variable a/);
});

console.log("all", steps, "steps");
await browser.close();
