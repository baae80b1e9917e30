// Processing element of fixed-point weights (${set}): activation times weight, a clock later.
//
// A weight is scale * k / ${unit}, and its word is k in two's complement, -${unit} to ${unit}.
//
//     product + carry = activation * k        in units of scale / ${unit}
//
// The multiplier is meant for a DSP slice, and the register for that slice's own.
module ${module} #(
    parameter ACTIVATION_BITS   = ${activationBits},
    parameter ACTIVATION_SIGNED = ${activationSigned}  // 0: 0 to 2^bits - 1; 1: two's complement
) (
    input  wire clk,
    input  wire [ACTIVATION_BITS-1:0] activation,
    input  wire signed [${signBit}:0] weight,
    output reg signed [ACTIVATION_BITS+${growth}-1:0] product,
    output wire carry
);
    // One bit more, so that activations of either kind are signed.
    wire signed [ACTIVATION_BITS:0] a = {(ACTIVATION_SIGNED != 0) & activation[ACTIVATION_BITS-1], activation};

    always @(posedge clk)
        product <= a * weight;

    // Elements that shift need it; this one's product is complete.
    assign carry = 1'b0;
endmodule
