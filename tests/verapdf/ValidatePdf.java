import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files with veraPDF: {@code java -cp JARS ValidatePdf.java FLAVOUR,FLAVOUR FILE...}
 *
 * <p>Prints one line per file and flavour ("ok 3a FILE" or "failed 3a FILE"), then one indented line
 * per failed rule with the number of places. Exit code 0: everything passed; 1: something failed.
 * Run from source, so that a headless JRE is enough and nothing compiled lies in the repository.
 */
public class ValidatePdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        List<PDFAFlavour> flavours = new ArrayList<>();
        for (String name : arguments[0].split(",")) {
            flavours.add(PDFAFlavour.fromString(name));
        }
        boolean passed = true;
        for (int index = 1; index < arguments.length; index++) {
            for (PDFAFlavour flavour : flavours) {
                passed &= validate(arguments[index], flavour);
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean validate(String file, PDFAFlavour flavour) throws Exception {
        try (FileInputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "ok " : "failed ") + flavour + " " + file);
            TreeMap<String, Integer> failures = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule =
                            assertion.getRuleId().getClause()
                                    + "-" + assertion.getRuleId().getTestNumber()
                                    + " " + assertion.getMessage()
                                    + " | " + assertion.getLocation().getContext();
                    failures.merge(rule, 1, Integer::sum);
                }
            }
            failures.forEach((rule, count) -> System.out.println("  " + count + " x " + rule));
            return result.isCompliant();
        }
    }
}
