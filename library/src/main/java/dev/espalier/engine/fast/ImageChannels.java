package dev.espalier.engine.fast;

import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw8c;

/**
 * The channels of all images of a batch as the channels of one image: the same bytes where channels lie in blocks.
 *
 * @param images [N, C, H, W] in blocks of channels
 * @param flat [1, N x padded, H, W]
 * @param vector one number for each of these channels
 * @param padded C, filled up to whole blocks
 */
record ImageChannels(Layout images, Layout flat, Layout vector, int padded) {

    /** For images of some layout; they may have to be reordered. */
    static ImageChannels of(Layout layout, Natives natives) {
        long[] dims = layout.dims();
        boolean inEights = natives.tagged(dnnl_nChw8c, dims).same(layout);
        int block = inEights ? 8 : 16;
        int tag = inEights ? dnnl_nChw8c : dnnl_nChw16c;
        int padded = (int) ((dims[1] + block - 1) / block * block);
        long all = dims[0] * padded;
        return new ImageChannels(
                natives.tagged(tag, dims), natives.tagged(tag, 1, all, dims[2], dims[3]), natives.plain(all), padded);
    }

    int count() {
        return (int) images.dims()[0];
    }

    int channels() {
        return (int) images.dims()[1];
    }

    long positions() {
        return images.dims()[2] * images.dims()[3];
    }
}
