// Runs all benches and ends when the last is done.
module all_benches;
${instances}

    initial begin
        wait (${allDone});
        $finish;
    end
endmodule
