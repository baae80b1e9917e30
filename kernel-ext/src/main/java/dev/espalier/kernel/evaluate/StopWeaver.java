package dev.espalier.kernel.evaluate;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts a call of {@link StopCheck#poll} at every method entry and before every backward jump of a class, so that any
 * loop or recursion in it can be stopped from another thread. {@link Thread#interrupt} alone ends blocking calls only,
 * and {@code Thread.stop} is gone from newer Java.
 */
final class StopWeaver {

    private static final String TARGET = "dev/espalier/kernel/evaluate/StopCheck";

    private StopWeaver() {}

    /** The class with its checks; unchanged where a method has no room left for them. */
    static byte[] weave(byte[] bytecode) {
        ClassReader reader = new ClassReader(bytecode);
        // Calls without arguments and results need no new stack, frames or labels: nothing has to be recomputed.
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
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            return new Methods(super.visitMethod(access, name, type, signature, exceptions));
        }
    }

    private static final class Methods extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();

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
            if (owner.equals("java/lang/System") && name.equals("exit")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "exit", "(I)V", false);
            } else if (owner.equals("java/lang/Runtime") && (name.equals("exit") || name.equals("halt"))) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, TARGET, "exit", "(Ljava/lang/Runtime;I)V", false);
            } else {
                super.visitMethodInsn(opcode, owner, name, type, ofInterface);
            }
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
