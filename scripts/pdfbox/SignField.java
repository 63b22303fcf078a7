// Signs one empty field of a PDF with PDFBox, as a signing program written in Java does.
// See sign.py beside it: java -cp … SignField.java act.pdf keys.p12 passphrase field signed.pdf

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class SignField {
    public static void main(String[] given) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] passphrase = given[2].toCharArray();
        try (FileInputStream keys = new FileInputStream(given[1])) {
            store.load(keys, passphrase);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, passphrase);
        Certificate[] chain = store.getCertificateChain(alias);
        SignatureInterface signer = content -> {
            try {
                CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
                generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                        new JcaDigestCalculatorProviderBuilder().build())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(key),
                            (X509Certificate) chain[0]));
                generator.addCertificates(new JcaCertStore(Arrays.asList(chain)));
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                content.transferTo(read);
                return generator.generate(
                    new CMSProcessableByteArray(read.toByteArray()), false).getEncoded();
            } catch (Exception fault) {
                throw new java.io.IOException(fault);
            }
        };
        try (PDDocument document = PDDocument.load(new File(given[0]));
                FileOutputStream out = new FileOutputStream(given[4])) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            signature.setName(((X509Certificate) chain[0]).getSubjectX500Principal().getName());
            signature.setReason("Approuvé");
            signature.setSignDate(Calendar.getInstance());
            PDSignatureField field = (PDSignatureField)
                document.getDocumentCatalog().getAcroForm().getField(given[3]);
            field.getCOSObject().setItem("V", signature.getCOSObject());
            field.getCOSObject().setNeedToBeUpdated(true);
            document.addSignature(signature, signer);
            document.saveIncremental(out);
        }
    }
}
