            for (row = 0; row < ${count}; row = row + 1) begin : ${row}s
                ${row} #(
                    .LANES             (LANES),
                    .ACTIVATION_BITS   (ACTIVATION_BITS),
                    .ACTIVATION_SIGNED (ACTIVATION_SIGNED),
                    .SUM_BITS          (SUM_BITS)
                ) one (
                    .clk         (clk),
                    .accumulate  (accumulate),
                    .restart     (restart),
                    .activations (activations[image*LANES*ACTIVATION_BITS +: LANES*ACTIVATION_BITS]),
                    .weights     (${weights}[row*LANES*${bits} +: LANES*${bits}]),
                    .sum         (sums[(image*ROWS+${before}row)*SUM_BITS +: SUM_BITS])
                );
            end
