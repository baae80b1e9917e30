// One output row of ${set} weights: ${module} multiplies LANES pairs at once, a tree of adders sums the products, and a
// register adds up one such sum after another.
//
// "accumulate" and "restart" come a clock after the operands they are about: then their products are there.
module ${row} #(
    parameter LANES             = ${lanes},
    parameter ACTIVATION_BITS   = ${activationBits},
    parameter ACTIVATION_SIGNED = ${activationSigned},
    parameter SUM_BITS          = ${sumBits}
) (
    input  wire clk,
    input  wire accumulate,  // take the products in
    input  wire restart,     // and forget what was summed before
    input  wire [LANES*ACTIVATION_BITS-1:0] activations,  // lane 0 in the lowest bits
    input  wire [LANES*${bits}-1:0] weights,
    output reg signed [SUM_BITS-1:0] sum
);
    localparam PRODUCT_BITS = ACTIVATION_BITS + ${growth};
    localparam TOTAL_BITS   = PRODUCT_BITS + $clog2(LANES);

    wire [LANES*PRODUCT_BITS-1:0] products;
    wire [LANES-1:0] carries;

    genvar i;
    generate
        for (i = 0; i < LANES; i = i + 1) begin : lane
            ${module} #(
                .ACTIVATION_BITS   (ACTIVATION_BITS),
                .ACTIVATION_SIGNED (ACTIVATION_SIGNED)
            ) element (
                .clk        (clk),
                .activation (activations[i*ACTIVATION_BITS +: ACTIVATION_BITS]),
                .weight     (weights[i*${bits} +: ${bits}]),
                .product    (products[i*PRODUCT_BITS +: PRODUCT_BITS]),
                .carry      (carries[i])
            );
        end
    endgenerate

    wire signed [TOTAL_BITS-1:0] total;
    wire carry;
    adder_tree #(.COUNT (LANES), .BITS (PRODUCT_BITS)) tree (
        .terms   (products),
        .carries (carries),
        .total   (total),
        .carry   (carry)
    );

    // The carry that the tree leaves goes in here, as in the tree.
    wire signed [SUM_BITS-1:0] sum_so_far = restart ? {SUM_BITS{1'b0}} : sum;
    wire signed [SUM_BITS-1:0] new_sum;
    wire unused;
    assign {new_sum, unused} = {sum_so_far, 1'b1} + {{(SUM_BITS-TOTAL_BITS){total[TOTAL_BITS-1]}}, total, carry};

    always @(posedge clk)
        if (accumulate)
            sum <= new_sum;
endmodule
