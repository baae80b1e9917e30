// Processing element of weights that are sums of two powers of two (${set}): activation times weight, a clock later, by
// two shifts and an addition.
//
// A weight is scale * (-1)^negative * (q1 + q2), and its word is {negative, e1, e2} with ${firstBits} and ${secondBits} bit(s) for the
// exponents. ei = 0 says qi = 0, any other ei says qi = 2^-ei. ${unit} qi is an integer:
//
//     ${unit} q1 = 1 << (${largestFirst} - e1), and ${largestFirst} - e1 is ~e1
//     ${unit} q2 = 1 << (${largestFirst} - e2), which is ${constantShift} places of wiring and a shift by ${largestSecond} - e2, ~e2
//
//     product + carry = (-1)^negative * activation * ${unit} (q1 + q2)        in units of scale / ${unit}
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
    wire [${highFirst}:0] e1 = weight[${highExponent}:${secondBits}];
    wire [${highSecond}:0] e2 = weight[${highSecond}:0];

    // Extended to the width of the product, so that activations of either kind are signed.
    wire sign = (ACTIVATION_SIGNED != 0) & activation[ACTIVATION_BITS-1];
    wire signed [PRODUCT_BITS-1:0] a = {{(PRODUCT_BITS-ACTIVATION_BITS){sign}}, activation};
    wire signed [PRODUCT_BITS-1:0] first = (e1 == 0) ? {PRODUCT_BITS{1'b0}} : a <<< ~e1;
    wire signed [PRODUCT_BITS-1:0] second = (e2 == 0) ? {PRODUCT_BITS{1'b0}} : (a <<< ${constantShift}) <<< ~e2;

    // ~(x + y) is ~x + ~y + 1. The lowest bit makes that 1: negative + negative carries if negative.
    wire signed [PRODUCT_BITS-1:0] total;
    wire unused;
    assign {total, unused} = {second ^ {PRODUCT_BITS{negative}}, negative} + {first ^ {PRODUCT_BITS{negative}}, negative};

    always @(posedge clk) begin
        product <= total;
        carry   <= negative;
    end
endmodule
