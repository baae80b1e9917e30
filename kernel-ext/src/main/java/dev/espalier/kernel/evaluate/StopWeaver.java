package dev.espalier.kernel.evaluate;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts a call of {@link StopCheck#poll} at every method entry and before every backward jump of a class, so that any
 * loop or recursion in it can be stopped from another thread. {@link Thread#interrupt} alone ends blocking calls only,
 * and {@code Thread.stop} is gone from newer Java. Calls that would end the JVM, by
 * reflection too, end the cell instead.
 */
final class StopWeaver {

    private static final String TARGET = "dev/espalier/kernel/evaluate/StopCheck";

    /** Methods that would end the JVM, and the types of those that end the cell instead. */
    private static final Map<String, String> EXIT = Map.of(
            "java/lang/System.exit", "(I)V",
            "java/lang/Runtime.exit", "(Ljava/lang/Runtime;I)V",
            "java/lang/Runtime.halt", "(Ljava/lang/Runtime;I)V");

    private static final String METHOD = "java/lang/reflect/Method";
    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";
    private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";

    private StopWeaver() {}

    /** The class with its checks; unchanged where a method has no room left for them. */
    static byte[] weave(byte[] bytecode) {
        ClassReader reader = new ClassReader(bytecode);
        // No call that is put in needs new frames or labels: nothing has to be recomputed.
        ClassWriter writer = new ClassWriter(reader, 0);
        try {
            reader.accept(new Classes(writer), 0);
            return writer.toByteArray();
        } catch (MethodTooLargeException e) {
            return bytecode;
        }
    }

    private static final class Classes extends ClassVisitor {
        Classes(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            // The classes around snippets use each other, each from a loader of its own.
            boolean outermost =
                    GeneratedNames.OUTERMOST.matcher(name.replace('/', '.')).matches();
            int visible = outermost ? access | Opcodes.ACC_PUBLIC : access;
            super.visit(version, visible, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            return new Methods(super.visitMethod(access, name, type, signature, exceptions));
        }
    }

    private static final class Methods extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();
        private boolean reflects;

        Methods(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            poll();
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            pollIfBackward(target);
            super.visitJumpInsn(opcode, target);
        }

        @Override
        public void visitTableSwitchInsn(int low, int high, Label otherwise, Label... targets) {
            pollIfBackward(otherwise, targets);
            super.visitTableSwitchInsn(low, high, otherwise, targets);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
            pollIfBackward(otherwise, targets);
            super.visitLookupSwitchInsn(otherwise, keys, targets);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean ofInterface) {
            String exit = EXIT.get(owner + '.' + name);
            if (exit != null) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "exit", exit, false);
                return;
            }
            if (owner.equals(METHOD) && name.equals("invoke")) {
                checkMethod();
            }
            super.visitMethodInsn(opcode, owner, name, type, ofInterface);
            if (owner.equals(LOOKUP) && type.endsWith(")" + HANDLE)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "allowed", "(" + HANDLE + ")" + HANDLE, false);
            }
        }

        /** Has the method looked at that lies below an object and its arguments; all three stay. */
        private void checkMethod() {
            super.visitInsn(Opcodes.DUP2_X1);
            super.visitInsn(Opcodes.POP2);
            super.visitInsn(Opcodes.DUP_X2);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "check", "(L" + METHOD + ";)V", false);
            reflects = true;
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            super.visitMaxs(reflects ? stack + 2 : stack, locals);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String type, Handle bootstrap, Object... arguments) {
            Object[] replaced = Stream.of(arguments).map(Methods::replaced).toArray();
            super.visitInvokeDynamicInsn(name, type, bootstrap, replaced);
        }

        /** Of a method reference such as {@code System::exit}. */
        private static Object replaced(Object argument) {
            if (argument instanceof Handle method && EXIT.containsKey(method.getOwner() + '.' + method.getName())) {
                String type = EXIT.get(method.getOwner() + '.' + method.getName());
                return new Handle(Opcodes.H_INVOKESTATIC, TARGET, "exit", type, false);
            }
            return argument;
        }

        private void pollIfBackward(Label first, Label... others) {
            boolean backward = passed.contains(first);
            for (Label other : others) {
                backward |= passed.contains(other);
            }
            if (backward) {
                poll();
            }
        }

        private void poll() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "poll", "()V", false);
        }
    }
}
