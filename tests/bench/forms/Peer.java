// Measures JavaRosa on one form in one fresh process; prints one line of JSON.
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.model.xform.XPathReference;
import org.javarosa.xform.util.XFormUtils;

public class Peer {
    static FormDef form;

    static double set(String path, IAnswerData value, int row) {
        TreeReference reference = ((TreeReference) new XPathReference(path).getReference()).clone();
        for (int level = 0; level < reference.size(); level++) {
            reference.setMultiplicity(level, level == 1 && row >= 0 ? row : 0);
        }
        long start = System.nanoTime();
        form.setValue(value, reference, true);
        return (System.nanoTime() - start) / 1e6;
    }

    public static void main(String[] arguments) throws Exception {
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        StringBuilder out = new StringBuilder("{");
        try (InputStreamReader reader = new InputStreamReader(Files.newInputStream(Path.of(arguments[0])), StandardCharsets.UTF_8)) {
            long start = System.nanoTime();
            form = XFormUtils.getFormRaw(reader);
            out.append("\"parse\":").append((System.nanoTime() - start) / 1e6);
        }
        long start = System.nanoTime();
        form.initialize(true, new InstanceInitializationFactory());
        out.append(",\"instance\":").append((System.nanoTime() - start) / 1e6);
        if (arguments[1].equals("questions")) {
            out.append(",\"base\":").append(set("/data/base", new IntegerData(5), -1));
            set("/data/g0/q0", new StringData("yes"), -1);
            out.append(",\"leaf\":").append(set("/data/g0/q1", new IntegerData(7), -1));
        } else if (arguments[1].startsWith("rows")) {
            int rows = Integer.parseInt(arguments[1].substring(5));
            set("/data/rate", new DecimalData(2), -1);
            FormEntryController controller = new FormEntryController(new FormEntryModel(form));
            start = System.nanoTime();
            form.setValue(new IntegerData(rows), (TreeReference) new XPathReference("/data/n").getReference(), true);
            // Counted rows come into being as a person walks through the form.
            while (controller.stepToNextEvent() != FormEntryController.EVENT_END_OF_FORM) { }
            out.append(",\"create\":").append((System.nanoTime() - start) / 1e6);
            out.append(",\"fill\":").append(set("/data/row/qty", new IntegerData(3), rows / 2));
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        out.append(",\"memory\":").append((runtime.totalMemory() - runtime.freeMemory()) / 1e6).append("}");
        System.out.println(out);
    }
}
