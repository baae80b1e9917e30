// Sum of COUNT signed terms and of COUNT - 1 of the carries that come with them, by a balanced tree of two-term adders:
//
//     total + carry = sum of all terms + sum of all carries
//
// Each half of the terms leaves one carry. One goes into the adder of the halves, the other is left again. An addition
// x + y + c is written {x, 1} + {y, c}, whose lowest bit is dropped: then it is one chain.
module adder_tree #(
    parameter COUNT = 16,
    parameter BITS  = 8  // of a term
) (
    input  wire [COUNT*BITS-1:0] terms,
    input  wire [COUNT-1:0] carries,
    output wire signed [BITS+$clog2(COUNT)-1:0] total,
    output wire carry
);
    generate
        if (COUNT == 1) begin : one
            assign total = terms;
            assign carry = carries;
        end else begin : halves
            localparam LOW        = COUNT / 2;
            localparam HIGH       = COUNT - LOW;
            localparam TOTAL_BITS = BITS + $clog2(COUNT);
            localparam LOW_BITS   = BITS + $clog2(LOW);
            localparam HIGH_BITS  = BITS + $clog2(HIGH);

            wire signed [LOW_BITS-1:0] low;
            wire signed [HIGH_BITS-1:0] high;
            wire low_carry;
            adder_tree #(.COUNT (LOW), .BITS (BITS)) low_half (
                .terms   (terms[LOW*BITS-1:0]),
                .carries (carries[LOW-1:0]),
                .total   (low),
                .carry   (low_carry)
            );
            adder_tree #(.COUNT (HIGH), .BITS (BITS)) high_half (
                .terms   (terms[COUNT*BITS-1:LOW*BITS]),
                .carries (carries[COUNT-1:LOW]),
                .total   (high),
                .carry   (carry)
            );

            wire signed [TOTAL_BITS-1:0] x = {{(TOTAL_BITS-LOW_BITS){low[LOW_BITS-1]}}, low};
            wire signed [TOTAL_BITS-1:0] y = {{(TOTAL_BITS-HIGH_BITS){high[HIGH_BITS-1]}}, high};
            wire unused;
            assign {total, unused} = {x, 1'b1} + {y, low_carry};
        end
    endgenerate
endmodule
