#include "tests/support/test_keys.h"

#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <functional>
#include <map>
#include <mutex>
#include <random>

#include "engine/base/bytes.h"
#include "tests/support/check.h"
#include "tests/support/der.h"

namespace certsweep::test {
namespace {

constexpr char kRsaOid[] = "1.2.840.113549.1.1.1";
constexpr char kRsaPssOid[] = "1.2.840.113549.1.1.10";
constexpr char kDsaOid[] = "1.2.840.10040.4.1";
constexpr char kEcOid[] = "1.2.840.10045.2.1";
constexpr char kPrimeFieldOid[] = "1.2.840.10045.1.1";
constexpr char kEd448Oid[] = "1.3.101.113";

std::string MarshalledSpki(const EVP_PKEY* key) {
  bssl::ScopedCBB cbb;
  Check(CBB_init(cbb.get(), 64) && EVP_marshal_public_key(cbb.get(), key) && CBB_flush(cbb.get()), "marshal key");
  return std::string(base::AsText({CBB_data(cbb.get()), CBB_len(cbb.get())}));
}

// One key for each name, made by `make` when it is first asked for.
std::shared_ptr<EVP_PKEY> Cached(const std::string& name, const std::function<bssl::UniquePtr<EVP_PKEY>()>& make) {
  static std::mutex mutex;
  static auto* keys = new std::map<std::string, std::shared_ptr<EVP_PKEY>>;
  const std::lock_guard lock(mutex);
  std::shared_ptr<EVP_PKEY>& key = (*keys)[name];
  if (key == nullptr) key = std::shared_ptr<EVP_PKEY>(make().release(), EVP_PKEY_free);
  Check(key != nullptr, "make key");
  return key;
}

int CurveNid(std::string_view curve) {
  if (curve == "P-224") return NID_secp224r1;
  if (curve == "P-384") return NID_secp384r1;
  if (curve == "P-521") return NID_secp521r1;
  Check(curve == "P-256", "unknown curve");
  return NID_X9_62_prime256v1;
}

bssl::UniquePtr<EVP_PKEY> MakeEc(std::string_view curve, std::string_view secret) {
  const bssl::UniquePtr<EC_GROUP> group(EC_GROUP_new_by_curve_name(CurveNid(curve)));
  const base::Bytes bytes = base::AsBytes(secret);
  const bssl::UniquePtr<EC_KEY> ec(EC_KEY_derive_from_secret(group.get(), bytes.data(), bytes.size()));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  Check(ec != nullptr && EVP_PKEY_set1_EC_KEY(key.get(), ec.get()), "EC key");
  return key;
}

bssl::UniquePtr<EVP_PKEY> MakeRsa(int bits) {
  const bssl::UniquePtr<RSA> rsa(RSA_new());
  const bssl::UniquePtr<BIGNUM> exponent(BN_new());
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  Check(BN_set_word(exponent.get(), RSA_F4) && RSA_generate_key_ex(rsa.get(), bits, exponent.get(), nullptr) &&
            EVP_PKEY_set1_RSA(key.get(), rsa.get()),
        "RSA key");
  return key;
}

// A number of exactly `bits` bits as octets, the same every time.
std::string PseudoRandomNumber(int bits, bool even) {
  std::mt19937 random(static_cast<uint32_t>(bits));
  std::string octets(static_cast<size_t>((bits + 7) / 8), '\0');
  for (char& octet : octets) octet = static_cast<char>(random() & 0xff);
  const int top_bits = (bits - 1) % 8 + 1;
  const int top = (static_cast<uint8_t>(octets.front()) & ((1 << top_bits) - 1)) | 1 << (top_bits - 1);
  octets.front() = static_cast<char>(top);
  octets.back() = static_cast<char>(even ? octets.back() & 0xfe : octets.back() | 1);
  return octets;
}

std::string UnsignedInteger(std::string octets) {
  if ((octets.front() & 0x80) != 0) octets.insert(octets.begin(), '\0');
  return Der(kIntegerTag, octets);
}

std::string Spki(const std::string& algorithm, std::string_view key) {
  return DerSequence({algorithm, DerBitString(key)});
}

// An uncompressed point with made-up coordinates.
std::string Point(int bits) { return "\x04" + PseudoRandomNumber((bits + 7) / 8 * 16, false); }

}  // namespace

TestKey TestKey::Ec(std::string_view curve, int index) {
  const std::string name = std::string(curve) + " " + std::to_string(index);
  TestKey key;
  key.pkey_ = Cached(name, [&] { return MakeEc(curve, "certsweep test key " + name); });
  key.spki_ = MarshalledSpki(key.pkey());
  return key;
}

TestKey TestKey::Ed25519(int index) {
  TestKey key;
  key.pkey_ = Cached("Ed25519 " + std::to_string(index), [index] {
    const base::Sha256Digest seed = base::Sha256(base::AsBytes("certsweep Ed25519 " + std::to_string(index)));
    return bssl::UniquePtr<EVP_PKEY>(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  });
  key.spki_ = MarshalledSpki(key.pkey());
  return key;
}

TestKey TestKey::Rsa(int bits, int index) {
  TestKey key;
  key.pkey_ = Cached("RSA " + std::to_string(bits) + " " + std::to_string(index), [bits] { return MakeRsa(bits); });
  key.spki_ = MarshalledSpki(key.pkey());
  return key;
}

TestKey TestKey::OfPrivateKey(EVP_PKEY* key) {
  TestKey made;
  made.pkey_ = std::shared_ptr<EVP_PKEY>(bssl::UpRef(key).release(), EVP_PKEY_free);
  made.spki_ = MarshalledSpki(key);
  return made;
}

TestKey TestKey::OfSpki(std::string spki) { return TestKey().ShownAs(std::move(spki)); }

TestKey TestKey::ShownAs(std::string spki) const {
  TestKey key = *this;
  key.spki_ = std::move(spki);
  return key;
}

std::string RsaSpki(int bits, uint64_t exponent, bool even_modulus) {
  const std::string numbers =
      DerSequence({UnsignedInteger(PseudoRandomNumber(bits, even_modulus)), DerInteger(exponent)});
  return Spki(AlgorithmIdentifier(kRsaOid), numbers);
}

std::string RsaPssSpki(const TestKey& rsa) {
  const RSA* key = EVP_PKEY_get0_RSA(rsa.pkey());
  Check(key != nullptr, "an RSA key is needed");
  uint8_t* der = nullptr;
  size_t size = 0;
  Check(RSA_public_key_to_bytes(&der, &size, key), "RSA public key");
  const bssl::UniquePtr<uint8_t> owner(der);
  return Spki(AlgorithmIdentifier(kRsaPssOid, ""), base::AsText({der, size}));
}

std::string DsaSpki(int bits) {
  const std::string p = UnsignedInteger(PseudoRandomNumber(bits, false));
  const std::string q = UnsignedInteger(PseudoRandomNumber(256, false));
  const std::string g = UnsignedInteger(PseudoRandomNumber(bits - 1, false));
  return Spki(AlgorithmIdentifier(kDsaOid, DerSequence({p, q, g})),
              UnsignedInteger(PseudoRandomNumber(bits - 2, false)));
}

std::string NamedCurveSpki(std::string_view curve_oid, int bits) {
  return Spki(AlgorithmIdentifier(kEcOid, DerOid(curve_oid)), Point(bits));
}

std::string ExplicitCurveSpki(int bits) {
  const std::string field = DerSequence({DerOid(kPrimeFieldOid), UnsignedInteger(PseudoRandomNumber(bits, false))});
  const std::string coefficient = Der(kOctetStringTag, PseudoRandomNumber(bits, false));
  const std::string parameters =
      DerSequence({DerInteger(1), field, DerSequence({coefficient, coefficient}), Der(kOctetStringTag, Point(bits)),
                   UnsignedInteger(PseudoRandomNumber(bits, false)), DerInteger(1)});
  return Spki(AlgorithmIdentifier(kEcOid, parameters), Point(bits));
}

std::string Ed448Spki() { return Spki(AlgorithmIdentifier(kEd448Oid, ""), PseudoRandomNumber(456, false)); }

}  // namespace certsweep::test
