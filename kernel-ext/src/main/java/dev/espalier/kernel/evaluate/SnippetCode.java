package dev.espalier.kernel.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What the constant pools of a snippet's classes say about the other snippets they use. */
final class SnippetCode {

    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int INTERFACE_METHOD = 11;
    private static final int SHARED = Opcodes.ACC_PUBLIC | Opcodes.ACC_PRIVATE;

    private final List<ClassReader> classes;

    SnippetCode(List<ClassBytecodes> classes) {
        this.classes = classes.stream().map(c -> new ClassReader(c.bytecodes())).toList();
    }

    /** The classes around the snippets that are mentioned, itself included. */
    Set<String> mentioned() {
        return classes.stream()
                .flatMap(c -> names(c).stream())
                .map(GeneratedNames::outermost)
                .filter(name -> name != null)
                .collect(Collectors.toSet());
    }

    /** Whether a type is declared that other snippets may extend or, sealed, permit. */
    boolean declaresType() {
        return classes.stream()
                .anyMatch(c -> GeneratedNames.isDeclared(c.getClassName().replace('/', '.')));
    }

    /** The types and members in it that only its package may use, as {@link #uses} wants them. */
    Set<String> packagePrivate() {
        Set<String> found = new HashSet<>();
        for (ClassReader c : classes) {
            if ((c.getAccess() & SHARED) == 0) {
                found.add(c.getClassName());
            }
            c.accept(new Members(found), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        }
        return found;
    }

    /** Whether any of these types and members is used, or a type extended whose methods would be overridden. */
    boolean uses(Set<String> packagePrivate) {
        return classes.stream()
                .anyMatch(c -> GeneratedNames.isGenerated(c.getSuperName().replace('/', '.'))
                        || names(c).stream().anyMatch(name -> packagePrivate.contains(name.replace('.', '/')))
                        || members(c).stream().anyMatch(packagePrivate::contains));
    }

    private static Set<String> names(ClassReader c) {
        Set<String> names = new HashSet<>();
        char[] buffer = new char[c.getMaxStringLength()];
        for (int i = 1; i < c.getItemCount(); i++) {
            int at = c.getItem(i);
            if (at > 0 && c.readByte(at - 1) == CLASS) {
                names.add(c.readUTF8(at, buffer).replace('/', '.'));
            }
        }
        return names;
    }

    /** Members of generated classes, by name and type: which class of a hierarchy declares them does not matter. */
    private static Set<String> members(ClassReader c) {
        Set<String> members = new HashSet<>();
        char[] buffer = new char[c.getMaxStringLength()];
        for (int i = 1; i < c.getItemCount(); i++) {
            int at = c.getItem(i);
            int tag = at > 0 ? c.readByte(at - 1) : 0;
            if (tag >= FIELD && tag <= INTERFACE_METHOD) {
                String owner = c.readClass(at, buffer).replace('/', '.');
                int nameAndType = c.getItem(c.readUnsignedShort(at + 2));
                if (GeneratedNames.isDeclared(owner)) {
                    members.add(c.readUTF8(nameAndType, buffer) + c.readUTF8(nameAndType + 2, buffer));
                }
            }
        }
        return members;
    }

    private static final class Members extends ClassVisitor {
        private final Set<String> found;

        Members(Set<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String type, String signature, Object value) {
            return note(access, name, type);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            return note(access, name, type);
        }

        private <T> T note(int access, String name, String type) {
            if ((access & SHARED) == 0) {
                found.add(name + type);
            }
            return null;
        }
    }
}
