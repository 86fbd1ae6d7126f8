#include "tests/engine/pki/differential/boringssl_opinion.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tests/support/check.h"

namespace certsweep::pki {
namespace {

bssl::UniquePtr<X509> Parse(const std::string& der) {
  const uint8_t* at = reinterpret_cast<const uint8_t*>(der.data());
  return bssl::UniquePtr<X509>(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

void SetParameters(X509_VERIFY_PARAM* parameters, const suites::Scene& scene) {
  X509_VERIFY_PARAM_set_time(parameters, scene.time);
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  test::Check(X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_TRUSTED_FIRST) &&
                  X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER) &&
                  X509_VERIFY_PARAM_set1_host(parameters, scene.name.data(), scene.name.size()),
              "parameters of a verification");
}

}  // namespace

Opinion BoringsslOpinion(const suites::Scene& scene) {
  const bssl::UniquePtr<X509_STORE> store(X509_STORE_new());
  for (const test::TestCertificate& root : scene.roots) {
    const bssl::UniquePtr<X509> parsed = Parse(root.der);
    test::Check(parsed != nullptr && X509_STORE_add_cert(store.get(), parsed.get()), "root");
  }
  const bssl::UniquePtr<STACK_OF(X509)> untrusted(sk_X509_new_null());
  for (const test::TestCertificate& sent : scene.sent) {
    bssl::UniquePtr<X509> parsed = Parse(sent.der);
    if (parsed != nullptr) bssl::PushToStack(untrusted.get(), std::move(parsed));
  }
  const bssl::UniquePtr<X509> leaf = Parse(scene.sent.front().der);
  if (leaf == nullptr) return {false, "it can't parse the leaf"};
  const bssl::UniquePtr<X509_STORE_CTX> context(X509_STORE_CTX_new());
  test::Check(X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), untrusted.get()), "X509_STORE_CTX_init");
  SetParameters(X509_STORE_CTX_get0_param(context.get()), scene);
  const bool trusted = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  return {trusted, trusted ? "" : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()))};
}

}  // namespace certsweep::pki
