#include "tests/replacer/issuer/test_order.h"

#include <openssl/bytestring.h>
#include <openssl/evp.h>
#include <openssl/pkcs7.h>
#include <openssl/pool.h>
#include <openssl/stack.h>

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/ip_address.h"
#include "engine/x509/certificate.h"
#include "engine/x509/certificate_request.h"
#include "engine/x509/extensions.h"
#include "engine/x509/private_key.h"
#include "tests/support/check.h"

namespace certsweep::replacer {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

x509::PrivateKey Private(const TestKey& key) { return x509::PrivateKey(bssl::UpRef(key.pkey())); }

}  // namespace

TestKey OrderKey() { return TestKey::Ec("P-256", 50); }

std::string CsrFor(const std::vector<x509::RequestedName>& names) {
  x509::CertificateRequestSpec spec;
  spec.subject = {{{.oid = "2.5.4.3", .value = "sps01.corp.example"}}};
  spec.names = names;
  spec.key_usage = x509::kDigitalSignature | x509::kKeyEncipherment;
  spec.extended_key_usage = {x509::kServerAuthOid};
  const auto request = x509::CertificateRequest::Make(spec, Private(OrderKey()));
  test::Check(request.ok(), "the test's CSR can't be made");
  return request->ToPem();
}

CertificateOrder TestOrder(const std::string& folder) {
  CertificateOrder order;
  order.name = "sps01.corp.example-4343";
  static const std::string kCsr = CsrFor({"sps01.corp.example", *base::IpAddress::Parse("10.0.0.7")});
  order.csr_pem = kCsr;
  order.spki_sha256 = base::Sha256(base::AsBytes(OrderKey().spki()));
  order.identities = {"sps01.corp.example", "10.0.0.7"};
  order.folder = folder;
  order.host = "sps01.corp.example";
  order.fqdn = "sps01.corp.example";
  order.ip = "10.0.0.7";
  order.short_name = "sps01";
  return order;
}

const TestCertificate& RootCa() {
  static const TestCertificate kMade = CertificateBuilder("Root").Key(TestKey::Ec("P-256", 51)).Serial(1).Ca().Build();
  return kMade;
}

const TestCertificate& PolicyCa() {
  static const TestCertificate kMade =
      CertificateBuilder("Policy CA").Key(TestKey::Ec("P-256", 52)).Serial(2).Ca().IssuedBy(RootCa()).Build();
  return kMade;
}

const TestCertificate& IssuingCa() {
  static const TestCertificate kMade = CertificateBuilder("Issuing CA")
                                           .Key(TestKey::Ec("P-256", 53))
                                           .Serial(3)
                                           .Ca()
                                           .SubjectKeyId("issuing-ca-key-1")
                                           .IssuedBy(PolicyCa())
                                           .Build();
  return kMade;
}

const TestCertificate& OrderLeaf() {
  static const TestCertificate kMade = CertificateBuilder("sps01")
                                           .Key(OrderKey())
                                           .Serial(4)
                                           .Dns("sps01.corp.example")
                                           .Ip("10.0.0.7")
                                           .AuthorityKeyId("issuing-ca-key-1")
                                           .IssuedBy(IssuingCa())
                                           .Build();
  return kMade;
}

const TestCertificate& OtherLeaf() {
  static const TestCertificate kMade =
      CertificateBuilder("other").Key(TestKey::Ec("P-256", 54)).Serial(5).Dns("other").IssuedBy(IssuingCa()).Build();
  return kMade;
}

std::string Pkcs7Of(const std::vector<TestCertificate>& certificates) {
  const bssl::UniquePtr<STACK_OF(CRYPTO_BUFFER)> stack(sk_CRYPTO_BUFFER_new_null());
  for (const TestCertificate& certificate : certificates) {
    const base::Bytes der = base::AsBytes(certificate.der);
    bssl::PushToStack(stack.get(), bssl::UniquePtr<CRYPTO_BUFFER>(CRYPTO_BUFFER_new(der.data(), der.size(), nullptr)));
  }
  bssl::ScopedCBB cbb;
  test::Check(
      CBB_init(cbb.get(), 1024) && PKCS7_bundle_raw_certificates(cbb.get(), stack.get()) && CBB_flush(cbb.get()),
      "PKCS#7");
  return std::string(base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

std::string PrivateKeyPem(const TestKey& key) {
  const auto pem = Private(key).ToPem();
  test::Check(pem.ok(), "the test's key can't be written");
  return std::string(pem->view());
}

std::string Told(const absl::StatusOr<IssuerAnswer>& answer) {
  if (!answer.ok()) return answer.status().ToString();
  if (const auto* pending = std::get_if<Pending>(&*answer)) {
    const std::string later = pending->retry_after_s ? " (" + std::to_string(*pending->retry_after_s) + " s)" : "";
    return "pending " + pending->request_id + ": " + pending->detail + later;
  }
  if (const auto* denied = std::get_if<Denied>(&*answer)) return "denied " + denied->request_id + ": " + denied->reason;
  const auto& issued = std::get<Issued>(*answer);
  std::vector<std::string> subjects;
  for (const std::string& der : issued.certificates_der) {
    const auto certificate = x509::Certificate::Parse(base::AsBytes(der));
    subjects.push_back(certificate.ok() ? (*certificate)->subject().text() : "?");
  }
  // PKCS#7 is a set: its order is that of the encodings.
  std::sort(subjects.begin() + 1, subjects.end());
  return absl::StrCat("issued ", issued.request_id, ": ", absl::StrJoin(subjects, " "));
}

}  // namespace certsweep::replacer
