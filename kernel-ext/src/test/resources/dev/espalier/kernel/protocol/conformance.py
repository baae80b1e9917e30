"""What jupyter_kernel_test asks of every kernel, with samples in Java."""

import functools
import signal
import unittest

import jupyter_kernel_test
from jupyter_client.utils import run_sync


# The suite waits 60 s for the kernel; the machine may be busy.
jupyter_kernel_test.start_new_kernel = functools.partial(jupyter_kernel_test.start_new_kernel, startup_timeout=300)


class JavaKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "espalier-under-test"
    language_name = "java"
    file_extension = ".jsh"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": '"abc".toLow', "matches": {"toLowerCase("}},
        {"text": "%lsma", "matches": {"lsmagic"}},
    ]
    complete_code_samples = ["1 + 1", "int f(int n) { return n; }", "%lsmagic", ""]
    incomplete_code_samples = ["int f(int n) {", "foo(1,", 'String s = """']
    invalid_code_samples = ["int x = ;", "}"]
    code_page_something = "Math.max?"
    code_generate_error = "nowhere"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": '"a" + "b"', "result": "ab"},
    ]
    code_display_data = [
        {"code": 'display(Table.create("t"));', "mime": "text/html"},
        {"code": "display(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));", "mime": "image/png"},
    ]
    code_history_pattern = "1*3"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput(true);"

    def get_non_kernel_info_reply(self, timeout=None):
        # The suite waits 15 s; the machine may be busy.
        return super().get_non_kernel_info_reply(timeout=120)

    def setUp(self):
        # The suite gives each message on iopub 0.1 s.
        if not hasattr(self.kc.iopub_channel, "patient"):
            original = self.kc.iopub_channel.get_msg
            self.kc.iopub_channel.get_msg = lambda timeout=None: original(
                timeout=60 if self.patience else timeout
            )
            self.kc.iopub_channel.patient = True
        type(self).patience = False

    def execute_helper(self, *arguments, **options):
        type(self).patience = True
        try:
            return super().execute_helper(*arguments, **options)
        finally:
            type(self).patience = False

    def test_interrupt_by_signal(self):
        self.flush_channels()
        self.kc.execute('System.out.print("go");\nwhile (true) {}')
        message = run_sync(self.kc.iopub_channel.get_msg)(timeout=60)
        while message["msg_type"] != "stream":
            message = run_sync(self.kc.iopub_channel.get_msg)(timeout=60)
        self.km.interrupt_kernel()
        reply = self.get_non_kernel_info_reply()
        self.assertEqual(reply["content"]["status"], "error")
        self.assertEqual(reply["content"]["ename"], "Interrupted")


if __name__ == "__main__":
    # A shell's background jobs ignore interrupts, and so would the kernel that is started from here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    unittest.main()
