/**
 * Mix and Match: A Novel FPGA-Centric Deep Neural Network Quantization Framework (Chang et al., HPCA 2021, arXiv 2012.04240):
 * in every weight matrix some rows are sums of two powers of two, computed in look-up tables, and the others fixed point,
 * computed in multipliers, as many of each as the device has room for.
 *
 * <p>Of the paper's text only the abstract was accessible. Of its equations only number 8, the sums of powers of two, is
 * known by its number: {@link dev.espalier.model.LevelSet.SumOfPowers}. The rest is named by what it is:
 *
 * <pre>
 * fixed point              {@link dev.espalier.model.LevelSet.Fixed}
 * powers of two            {@link dev.espalier.model.LevelSet.PowerOfTwo}
 * rows by their variance   {@link dev.espalier.quantize.Levels.Mixed}, {@link dev.espalier.quantize.RowVariances}
 * projection and scale     {@link dev.espalier.quantize.QuantizedSet}
 * ADMM, straight through   {@link dev.espalier.papers.msq.MixAndMatch}
 * shifts and additions     {@link dev.espalier.fpga.ProcessingElement}, {@link dev.espalier.fpga.IntegerLayer#shiftAdd}
 * shares from resources    {@link dev.espalier.fpga.FpgaReport}
 * </pre>
 */
package dev.espalier.papers.msq;
