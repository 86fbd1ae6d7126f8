// Keys and signature algorithms: what the web forbids, what policy asks for beside, and what nobody can verify.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "tests/engine/pki/suites/suite_case.h"
#include "tests/support/check.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;
using x509::HashAlgorithm;

constexpr char kP192Oid[] = "1.2.840.10045.3.1.1";

// A key of any size: BoringSSL makes them in steps of 128 bits. `bits` is even.
TestKey RsaOfOddSize(int bits) {
  const bssl::UniquePtr<BN_CTX> context(BN_CTX_new());
  const bssl::UniquePtr<BIGNUM> p(BN_new()), q(BN_new()), p1(BN_new()), q1(BN_new()), order(BN_new());
  bssl::UniquePtr<BIGNUM> n(BN_new()), e(BN_new()), d(BN_new());
  test::Check(BN_set_word(e.get(), RSA_F4), "exponent");
  // Both primes have their two highest bits set, so that the product is as long as it should be.
  do {
    test::Check(BN_generate_prime_ex(p.get(), bits / 2, 0, nullptr, nullptr, nullptr) &&
                    BN_generate_prime_ex(q.get(), bits / 2, 0, nullptr, nullptr, nullptr) &&
                    BN_sub(p1.get(), p.get(), BN_value_one()) && BN_sub(q1.get(), q.get(), BN_value_one()) &&
                    BN_mul(order.get(), p1.get(), q1.get(), context.get()) &&
                    BN_mul(n.get(), p.get(), q.get(), context.get()),
                "RSA numbers");
  } while (!BN_mod_inverse(d.get(), e.get(), order.get(), context.get()));
  const bssl::UniquePtr<RSA> rsa(RSA_new());
  const bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  test::Check(RSA_set0_key(rsa.get(), n.release(), e.release(), d.release()) && EVP_PKEY_set1_RSA(key.get(), rsa.get()),
              "RSA key");
  return TestKey::OfPrivateKey(key.get());
}

Scene LeafKey(const TestKey& key) { return {.sent = {Server(Root()).Key(key).Build()}, .roots = {Root()}}; }
// A root with this key, and a leaf signed by it; where it can't sign, something that is no signature.
Scene RootKey(const TestKey& key) {
  CertificateBuilder root = RootCa().Key(key).SubjectKeyId(KeyId(key));
  if (key.pkey() == nullptr) root.RawSignature("none");
  const TestCertificate anchor = root.Build();
  CertificateBuilder leaf = Server(anchor);
  if (key.pkey() == nullptr) leaf.RawSignature("none");
  return {.sent = {leaf.Build()}, .roots = {anchor}};
}
Scene CaKey(const TestKey& key) {
  const TestCertificate ca = SubCa(Root()).Key(key).SubjectKeyId(KeyId(key)).Build();
  return {.sent = {Server(ca).Build(), ca}, .roots = {Root()}};
}
// What the web minds, and policy elsewhere.
Outcomes WeakFor(const std::string& findings) {
  return {TrustedBut(findings), Refused(findings), TrustedBut(findings)};
}

TEST(KeysSuite, KeysOfLeaves) {
  const std::string unheard_of =
      test::DerSequence({test::AlgorithmIdentifier("1.3.6.1.4.1.32473.7"), test::DerBitString("key")});
  const Case cases[] = {
      {"RSA 2048", "", [] { return LeafKey(TestKey::Rsa()); }, Everywhere(kTrusted)},
      {"P-384", "", [] { return LeafKey(TestKey::Ec("P-384")); }, Everywhere(kTrusted)},
      {"P-521", "", [] { return LeafKey(TestKey::Ec("P-521")); }, Everywhere(kTrusted)},
      {"RSA 1024", "", [] { return LeafKey(TestKey::OfSpki(test::RsaSpki(1024))); }, WeakFor("weak_key 0")},
      {"RSA 2052", "no whole number of octets", [] { return LeafKey(TestKey::OfSpki(test::RsaSpki(2052))); },
       RefusedByWebPki("weak_key 0")},
      {"RSA with exponent 1", "the signature is the message",
       [] { return LeafKey(TestKey::OfSpki(test::RsaSpki(2048, 1))); }, WeakFor("weak_key 0")},
      {"RSA with an even exponent", "", [] { return LeafKey(TestKey::OfSpki(test::RsaSpki(2048, 65536))); },
       WeakFor("weak_key 0")},
      {"P-192", "", [] { return LeafKey(TestKey::OfSpki(test::NamedCurveSpki(kP192Oid, 192))); },
       WeakFor("weak_key 0")},
      {"P-224", "", [] { return LeafKey(TestKey::Ec("P-224")); }, WeakFor("weak_key 0")},
      {"a brainpool curve", "strong enough, and none of the web's",
       [] { return LeafKey(TestKey::OfSpki(test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256))); },
       RefusedByWebPki("weak_key 0")},
      {"a curve with its parameters written out",
       "a curve is named (RFC 5480)",
       [] { return LeafKey(TestKey::OfSpki(test::ExplicitCurveSpki(256))); },
       {Refused("malformed_certificate 0"), Refused("weak_key 0, malformed_certificate 0"), kTrusted}},
      {"Ed25519", "none of the web's", [] { return LeafKey(TestKey::Ed25519()); }, RefusedByWebPki("weak_key 0")},
      {"a kind of key that nobody knows", "", [=] { return LeafKey(TestKey::OfSpki(unheard_of)); },
       RefusedByWebPki("weak_key 0")},
      {"DSA 3072", "", [] { return LeafKey(TestKey::OfSpki(test::DsaSpki(3072))); }, WeakFor("weak_key 0")},
  };
  RunCases(cases);
}

TEST(KeysSuite, KeysOfIssuers) {
  const TestKey p192 = TestKey::OfSpki(test::NamedCurveSpki(kP192Oid, 192));
  const TestKey odd_size = RsaOfOddSize(2052);
  const Outcomes unsupported = Everywhere(Refused("bad_signature 0"));
  const Case cases[] = {
      {"root with RSA 2048", "", [] { return RootKey(TestKey::Rsa()); }, Everywhere(kTrusted)},
      {"root with RSA 1024", "whether a root is strong enough is for its owner to say, but not on the web",
       [] { return RootKey(TestKey::Rsa(1024)); }, RefusedByWebPki("weak_key 1")},
      {"root with RSA 2052", "", [=] { return RootKey(odd_size); }, RefusedByWebPki("weak_key 1")},
      {"CA with RSA 1024", "", [] { return CaKey(TestKey::Rsa(1024)); }, WeakFor("weak_key 1")},
      {"CA with P-384", "", [] { return CaKey(TestKey::Ec("P-384", 2)); }, Everywhere(kTrusted)},
      {"CA with Ed25519", "none of the web's", [] { return CaKey(TestKey::Ed25519(2)); },
       RefusedByWebPki("weak_key 1")},
      {"root with P-192", "nothing here verifies with it", [=] { return RootKey(p192); }, unsupported},
      {"root with DSA", "nothing here verifies with it", [] { return RootKey(TestKey::OfSpki(test::DsaSpki(3072))); },
       unsupported},
      {"root with a curve that is written out", "nothing here verifies with it",
       [] { return RootKey(TestKey::OfSpki(test::ExplicitCurveSpki(256))); }, unsupported},
  };
  RunCases(cases);
}

TEST(KeysSuite, Signatures) {
  const auto signed_by = [](const TestKey& key, test::SignatureScheme scheme) {
    const TestCertificate root = RootCa().Key(key).SubjectKeyId(KeyId(key)).Build();
    return Scene{.sent = {Server(root).Signature(scheme).Build()}, .roots = {root}};
  };
  const Case cases[] = {
      {"RSA with SHA-512", "", [=] { return signed_by(TestKey::Rsa(), {.hash = HashAlgorithm::kSha512}); },
       Everywhere(kTrusted)},
      {"RSA-PSS with SHA-256", "", [=] { return signed_by(TestKey::Rsa(), {.pss = true}); }, Everywhere(kTrusted)},
      {"ECDSA with SHA-384", "", [=] { return signed_by(Key(1), {.hash = HashAlgorithm::kSha384}); },
       Everywhere(kTrusted)},
      {"RSA with SHA-1", "", [=] { return signed_by(TestKey::Rsa(), {.hash = HashAlgorithm::kSha1}); },
       WeakFor("weak_signature 0")},
      {"RSA with MD5", "", [=] { return signed_by(TestKey::Rsa(), {.hash = HashAlgorithm::kMd5}); },
       WeakFor("weak_signature 0")},
      {"ECDSA with SHA-1", "", [=] { return signed_by(Key(1), {.hash = HashAlgorithm::kSha1}); },
       WeakFor("weak_signature 0")},
      {"a CA that is signed with SHA-1", "every certificate of the path counts",
       [] {
         const TestCertificate ca = SubCa(Root()).Hash(HashAlgorithm::kSha1).Build();
         return Scene{.sent = {Server(ca).Build(), ca}, .roots = {Root()}};
       },
       WeakFor("weak_signature 1")},
      {"an anchor that is signed with SHA-1", "nobody relies on that signature",
       [] {
         const TestCertificate root = RootCa().Hash(HashAlgorithm::kSha1).Build();
         return Scene{.sent = {Server(root).Build()}, .roots = {root}};
       },
       Everywhere(kTrusted)},
      {"an algorithm of another kind of key", "RSA says the certificate, and its issuer has EC",
       [] {
         const std::string rsa = test::AlgorithmIdentifier("1.2.840.113549.1.1.11");
         return Scene{.sent = {Server(Root()).RawInnerAlgorithm(rsa).RawOuterAlgorithm(rsa).Build()},
                      .roots = {Root()}};
       },
       Everywhere(Refused("bad_signature 0"))},
      {"a signature by an impostor of the root's name and key identifier", "",
       [] {
         const TestCertificate impostor = RootCa("Suite Root", 9).SubjectKeyId(KeyId(Key(1))).Build();
         return Scene{.sent = {Server(impostor).AuthorityKeyId(KeyId(Key(1))).Build()}, .roots = {Root()}};
       },
       Everywhere(Refused("bad_signature 0"))},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
