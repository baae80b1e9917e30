// Processing element of power-of-two weights (${set}): activation times weight, a clock later, by one shift.
//
// A weight is scale * (-1)^negative * q, and its word is {negative, e} with ${exponentBits} bit(s) for e. e = 0 says q = 0,
// any other e says q = 2^(1 - e). ${unit} q is an integer, 1 << (${largestExponent} - e), and ${largestExponent} - e is ~e.
//
//     product + carry = (-1)^negative * (e == 0 ? 0 : activation << ~e)        in units of scale / ${unit}
//
// -x is ~x + 1: a negative weight complements the product here, and leaves the 1 to an adder that has a carry to spare.
module ${module} #(
    parameter ACTIVATION_BITS   = ${activationBits},
    parameter ACTIVATION_SIGNED = ${activationSigned}  // 0: 0 to 2^bits - 1; 1: two's complement
) (
    input  wire clk,
    input  wire [ACTIVATION_BITS-1:0] activation,
    input  wire [${signBit}:0] weight,
    output reg signed [ACTIVATION_BITS+${growth}-1:0] product,
    output reg carry
);
    localparam PRODUCT_BITS = ACTIVATION_BITS + ${growth};

    wire negative = weight[${signBit}];
    wire [${highExponent}:0] e = weight[${highExponent}:0];

    // Extended to the width of the product, so that activations of either kind are signed.
    wire sign = (ACTIVATION_SIGNED != 0) & activation[ACTIVATION_BITS-1];
    wire signed [PRODUCT_BITS-1:0] a = {{(PRODUCT_BITS-ACTIVATION_BITS){sign}}, activation};
    wire signed [PRODUCT_BITS-1:0] shifted = (e == 0) ? {PRODUCT_BITS{1'b0}} : a <<< ~e;

    always @(posedge clk) begin
        product <= shifted ^ {PRODUCT_BITS{negative}};
        carry   <= negative;
    end
endmodule
