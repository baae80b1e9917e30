// Feeds gemm_core one layer, a word of each memory a clock, and compares the sums of every tile.
module ${bench} (
    output reg done
);
    localparam CYCLES = ${cycles};  // clocks with operands
    localparam DEPTH = ${depth};  // of them, how many make the sums of one tile

    reg clk;
    reg valid;
    reg first;
    reg [${activationWidth}-1:0] activations;
${weightRegisters}
    wire [${sumWidth}-1:0] sums;

    reg [${activationWidth}-1:0] activation_words [0:CYCLES-1];
${weightMemories}
    reg [${sumWidth}-1:0] expected [0:CYCLES/DEPTH-1];

    gemm_core core (
        .clk         (clk),
        .valid       (valid),
        .first       (first),
        .activations (activations),
${weightPorts}
        .sums        (sums)
    );

    always #5 clk = ~clk;

    integer i;
    integer j;
    integer wrong;
    initial begin
        $readmemh("${bench}_activations.hex", activation_words);
${weightReads}
        $readmemh("${bench}_sums.hex", expected);
        done  = 0;
        clk   = 0;
        valid = 0;
        first = 0;
        wrong = 0;
        // The sums of a tile are there two clocks after its last operands: products take one, adding them another.
        for (i = 0; i <= CYCLES + 1; i = i + 1) begin
            @(negedge clk);
            if (i > 1 && (i - 1) % DEPTH == 0)
                for (j = 0; j < ${outputs}; j = j + 1)
                    if (sums[j*${sumBits} +: ${sumBits}] !== expected[(i-1)/DEPTH-1][j*${sumBits} +: ${sumBits}]) begin
                        wrong = wrong + 1;
                        if (wrong <= 5)
                            $display("WRONG ${bench} tile %0d output %0d sum %h expected %h", (i-1)/DEPTH-1, j,
                                sums[j*${sumBits} +: ${sumBits}], expected[(i-1)/DEPTH-1][j*${sumBits} +: ${sumBits}]);
                    end
            valid = i < CYCLES;
            first = i < CYCLES && i % DEPTH == 0;
            if (i < CYCLES) begin
                activations = activation_words[i];
${weightFeeds}
            end
        end
        $display("RESULT ${bench} %0d %0d", CYCLES / DEPTH * ${outputs}, wrong);
        done = 1;
    end
endmodule
