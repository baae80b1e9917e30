// Matrix product of ${description}: every clock takes one word of activations for BATCH images and
// one word of weights for each output row, LANES of each, and adds LANES products to each of BATCH * ROWS sums.
//
// "first" marks the operands that begin new sums. Sums include operands two clocks after these, and stay until the next
// operands marked "valid". A sum of row r is in units of that row's scale over ${units}.
//
// SUM_BITS must hold the largest sum: bits of a product, and log2 of how many are added.
module gemm_core #(
    parameter BATCH             = ${batch},
    parameter LANES             = ${lanes},
${rowParameters}
    parameter ACTIVATION_BITS   = ${activationBits},
    parameter ACTIVATION_SIGNED = ${activationSigned},
    parameter SUM_BITS          = ${sumBits}
) (
    input  wire clk,
    input  wire valid,
    input  wire first,
    input  wire [BATCH*LANES*ACTIVATION_BITS-1:0] activations,  // image 0, lane 0 in the lowest bits
${weightPorts}
    output wire [BATCH*(${rows})*SUM_BITS-1:0] sums  // image 0, row 0 in the lowest bits
);
    localparam ROWS = ${rows};

    // Products are there a clock after their operands, and so must be what is said about them.
    reg accumulate;
    reg restart;
    always @(posedge clk) begin
        accumulate <= valid;
        restart    <= first;
    end

    genvar image, row;
    generate
        for (image = 0; image < BATCH; image = image + 1) begin : images
${rowLoops}
        end
    endgenerate
endmodule
