// Feeds ${module} every pair of operands, one a clock, and compares product + carry a clock later.
module ${bench} (
    output reg done
);
    localparam VECTORS = ${vectors};

    reg clk;
    reg [${activationBits}-1:0] activation;
    reg [${bits}-1:0] weight;
    wire signed [${productBits}-1:0] product;
    wire carry;
    wire [${productBits}-1:0] found = product + {{(${productBits}-1){1'b0}}, carry};

    reg [${activationBits}-1:0] activations [0:VECTORS-1];
    reg [${bits}-1:0] weights [0:VECTORS-1];
    reg [${productBits}-1:0] products [0:VECTORS-1];

    ${module} #(
        .ACTIVATION_BITS   (${activationBits}),
        .ACTIVATION_SIGNED (${activationSigned})
    ) element (
        .clk        (clk),
        .activation (activation),
        .weight     (weight),
        .product    (product),
        .carry      (carry)
    );

    always #5 clk = ~clk;

    integer i;
    integer wrong;
    initial begin
        $readmemh("${bench}_activations.hex", activations);
        $readmemh("${bench}_weights.hex", weights);
        $readmemh("${bench}_products.hex", products);
        done  = 0;
        clk   = 0;
        wrong = 0;
        for (i = 0; i <= VECTORS; i = i + 1) begin
            @(negedge clk);
            if (i > 0 && found !== products[i-1]) begin
                wrong = wrong + 1;
                if (wrong <= 5)
                    $display("WRONG ${bench} activation %h weight %h product %h expected %h",
                        activations[i-1], weights[i-1], found, products[i-1]);
            end
            if (i < VECTORS) begin
                activation = activations[i];
                weight     = weights[i];
            end
        end
        $display("RESULT ${bench} %0d %0d", VECTORS, wrong);
        done = 1;
    end
endmodule
