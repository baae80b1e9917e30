package dev.espalier.kernel.session;

import java.util.List;

/** What every cell sees without importing it. Where on-demand imports hold two public types of one name,
 * the one that is meant is imported by its own. */
final class DefaultImports {

    static final List<String> LIST = List.of(
            "java.io.*",
            "java.math.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.function.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "java.awt.image.BufferedImage",
            "dev.espalier.budget.*",
            "dev.espalier.compile.network.*",
            "dev.espalier.constraint.*",
            "dev.espalier.data.*",
            "dev.espalier.distill.*",
            "dev.espalier.exchange.*",
            "dev.espalier.experiment.*",
            "dev.espalier.fpga.*",
            "dev.espalier.gan.*",
            "dev.espalier.model.*",
            "dev.espalier.model.op.*",
            "dev.espalier.model.file.ModelFile",
            "dev.espalier.model.file.StepJson",
            "dev.espalier.model.zoo.*",
            "dev.espalier.progress.*",
            "dev.espalier.prune.*",
            "dev.espalier.quantize.*",
            "dev.espalier.quantize.Observer",
            "dev.espalier.solve.*",
            "dev.espalier.solve.StraightThrough",
            "dev.espalier.study.*",
            "dev.espalier.train.*",
            "dev.espalier.train.loss.GanLoss",
            "dev.espalier.train.loss.KernelAlignment",
            "dev.espalier.kernel.magic.Magics",
            "dev.espalier.kernel.render.MimeBundle",
            "dev.espalier.kernel.render.Showable",
            "static dev.espalier.kernel.session.Ask.*",
            "static dev.espalier.kernel.session.Display.*",
            "org.knowm.xchart.*",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.factory.Nd4j",
            "tech.tablesaw.api.*");

    private DefaultImports() {}
}
