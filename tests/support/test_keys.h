// Keys for tests, made once a process and then shared: the same arguments give the same key. Thread-safe.
#ifndef CERTSWEEP_TESTS_SUPPORT_TEST_KEYS_H_
#define CERTSWEEP_TESTS_SUPPORT_TEST_KEYS_H_

#include <openssl/base.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace certsweep::test {

// A key pair and the SubjectPublicKeyInfo that a certificate shows of it; which may be another's.
class TestKey {
 public:
  // `index` tells several keys of one kind apart. EC and Ed25519 keys are the same in every process and cost nothing;
  // an RSA key of 2,048 bits costs about 0.1 s once.
  static TestKey Ec(std::string_view curve = "P-256", int index = 0);  // P-224, P-256, P-384, P-521
  static TestKey Ed25519(int index = 0);
  static TestKey Rsa(int bits = 2048, int index = 0);
  // A key that was made elsewhere; takes a reference.
  static TestKey OfPrivateKey(EVP_PKEY* key);
  // Bytes that claim to be a SubjectPublicKeyInfo, without a private key: it can be certified, and can't sign.
  static TestKey OfSpki(std::string spki);

  // This key, shown as another SubjectPublicKeyInfo.
  TestKey ShownAs(std::string spki) const;

  // nullptr for OfSpki.
  EVP_PKEY* pkey() const { return pkey_.get(); }
  const std::string& spki() const { return spki_; }

 private:
  std::shared_ptr<EVP_PKEY> pkey_;
  std::string spki_;
};

// SubjectPublicKeyInfos that BoringSSL would not make.
std::string RsaSpki(int bits, uint64_t exponent = 65537,
                    bool even_modulus = false);  // the modulus is no product of primes
std::string RsaPssSpki(const TestKey& rsa);      // id-RSASSA-PSS
std::string DsaSpki(int bits);
std::string NamedCurveSpki(std::string_view curve_oid, int bits);  // the point is not on the curve
std::string ExplicitCurveSpki(int bits);
std::string Ed448Spki();
inline constexpr char kBrainpoolP256r1Oid[] = "1.3.36.3.3.2.8.1.1.7";

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_TEST_KEYS_H_
