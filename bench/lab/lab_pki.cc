#include "bench/lab/lab_pki.h"

#include <openssl/bn.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/pool.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/base/boringssl_error.h"
#include "engine/base/bytes.h"
#include "engine/x509/private_key.h"

namespace certsweep::lab {

namespace {

constexpr int64_t kDay = 24 * 60 * 60;
constexpr uint64_t kFirstLeafSerial = 0x4c00'0000'0000'0001;

enum class KeyKind : uint8_t { kEcdsa, kRsa2048, kRsa1024, kFactory };

KeyKind KeyKindOf(LabKind kind) {
  switch (kind) {
    case LabKind::kGoodRsa:
    case LabKind::kTls12RsaKeyExchange:
    case LabKind::kTripleDes:
    case LabKind::kSha1Handshake:
    case LabKind::kSelfSigned:
    case LabKind::kSha1:
    case LabKind::kNoSan:
    case LabKind::kTls10Only:
      return KeyKind::kRsa2048;
    case LabKind::kRsa1024:
      return KeyKind::kRsa1024;
    case LabKind::kFactory:
      return KeyKind::kFactory;
    default:
      return KeyKind::kEcdsa;
  }
}

bool IsSelfSigned(LabKind kind) { return kind == LabKind::kSelfSigned || kind == LabKind::kFactory; }

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> GenerateRsa(int bits) {
  bssl::UniquePtr<RSA> rsa(RSA_new());
  bssl::UniquePtr<BIGNUM> exponent(BN_new());
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (!rsa || !exponent || !key || !BN_set_word(exponent.get(), RSA_F4) ||
      !RSA_generate_key_ex(rsa.get(), bits, exponent.get(), nullptr) || !EVP_PKEY_set1_RSA(key.get(), rsa.get())) {
    return base::BoringSslStatus("RSA key");
  }
  return key;
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> GenerateEcdsa() {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (!ec || !key || !EC_KEY_generate_key(ec.get()) || !EVP_PKEY_set1_EC_KEY(key.get(), ec.get())) {
    return base::BoringSslStatus("ECDSA key");
  }
  return key;
}

// The number of each endpoint among those with a key of the same kind.
std::vector<int> RanksByKey(const std::vector<LabKind>& kinds) {
  std::vector<int> ranks;
  ranks.reserve(kinds.size());
  std::array<int, 4> counts{};
  for (const LabKind kind : kinds) ranks.push_back(counts[static_cast<size_t>(KeyKindOf(kind))]++);
  return ranks;
}

}  // namespace

LabPki::LabPki(const std::vector<LabKind>& kinds, int64_t now)
    : kinds_(kinds), now_(now), rsa_ranks_(RanksByKey(kinds)), leaves_(kinds.size()) {
  RAND_bytes(secret_.data(), secret_.size());
}

absl::StatusOr<std::unique_ptr<LabPki>> LabPki::Create(const std::vector<LabKind>& kinds, int64_t now) {
  std::unique_ptr<LabPki> pki(new LabPki(kinds, now));
  if (absl::Status status = pki->MakeAuthorities(); !status.ok()) return status;
  if (absl::Status status = pki->MakeKeys(); !status.ok()) return status;
  return pki;
}

absl::Status LabPki::MakeAuthority(Authority& authority, std::string name, bssl::UniquePtr<EVP_PKEY> key,
                                   const Authority* issuer) {
  authority.name = std::move(name);
  authority.key = std::move(key);
  const Authority& signer = issuer != nullptr ? *issuer : authority;
  CertificateSpec spec;
  spec.issuer = signer.name;
  spec.subject = authority.name;
  spec.issuer_key = signer.key.get();
  spec.key = authority.key.get();
  RAND_bytes(reinterpret_cast<uint8_t*>(&spec.serial), sizeof(spec.serial));
  spec.serial = spec.serial >> 1 | 1;
  spec.not_before = now_ - 2 * 365 * kDay;
  spec.not_after = now_ + 8 * 365 * kDay;
  spec.is_ca = true;
  spec.is_served = false;
  if (issuer != nullptr) spec.path_length = 0;
  absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> certificate = MakeCertificate(spec);
  if (!certificate.ok()) return certificate.status();
  authority.certificate = *std::move(certificate);
  return absl::OkStatus();
}

absl::Status LabPki::MakeAuthorities() {
  const std::array<std::pair<Authority*, const char*>, 3> wanted = {
      {{&root_, "Lab Root CA"}, {&issuing_, "Lab Issuing CA"}, {&unknown_root_, "Unknown Root CA"}}};
  for (const auto& [authority, name] : wanted) {
    absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = GenerateEcdsa();
    if (!key.ok()) return key.status();
    const Authority* issuer = authority == &issuing_ ? &root_ : nullptr;
    if (absl::Status status = MakeAuthority(*authority, name, *std::move(key), issuer); !status.ok()) return status;
  }
  if (std::find(kinds_.begin(), kinds_.end(), LabKind::kSha1) == kinds_.end()) return absl::OkStatus();
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = GenerateRsa(2048);
  if (!key.ok()) return key.status();
  return MakeAuthority(sha1_issuing_, "Lab Old Issuing CA", *std::move(key), &root_);
}

absl::Status LabPki::MakeKeys() {
  std::array<int, 4> counts{};
  for (const LabKind kind : kinds_) ++counts[static_cast<size_t>(KeyKindOf(kind))];
  if (const int count = counts[static_cast<size_t>(KeyKind::kRsa2048)]; count > 0) {
    absl::StatusOr<std::unique_ptr<RsaKeyPool>> pool = RsaKeyPool::Create(2048, count);
    if (!pool.ok()) return pool.status();
    rsa_2048_ = *std::move(pool);
  }
  if (const int count = counts[static_cast<size_t>(KeyKind::kRsa1024)]; count > 0) {
    absl::StatusOr<std::unique_ptr<RsaKeyPool>> pool = RsaKeyPool::Create(1024, count);
    if (!pool.ok()) return pool.status();
    rsa_1024_ = *std::move(pool);
  }
  if (counts[static_cast<size_t>(KeyKind::kFactory)] > 0) {
    absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = GenerateRsa(1024);
    if (!key.ok()) return key.status();
    factory_key_ = *std::move(key);
  }
  return absl::OkStatus();
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> LabPki::EcdsaKeyOf(int index) const {
  std::array<uint8_t, 36> input;
  std::memcpy(input.data(), secret_.data(), secret_.size());
  std::memcpy(input.data() + secret_.size(), &index, sizeof(index));
  const base::Sha256Digest secret = base::Sha256(input);
  bssl::UniquePtr<EC_KEY> curve(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  if (!curve) return base::BoringSslStatus("ECDSA key");
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_derive_from_secret(EC_KEY_get0_group(curve.get()), secret.data(), secret.size()));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  if (!ec || !key || !EVP_PKEY_set1_EC_KEY(key.get(), ec.get())) return base::BoringSslStatus("ECDSA key");
  return key;
}

absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> LabPki::KeyOf(int index) {
  const int rank = rsa_ranks_[static_cast<size_t>(index)];
  switch (KeyKindOf(kinds_[static_cast<size_t>(index)])) {
    case KeyKind::kEcdsa:
      return EcdsaKeyOf(index);
    case KeyKind::kRsa2048:
      return rsa_2048_->Key(rank);
    case KeyKind::kRsa1024:
      return rsa_1024_->Key(rank);
    case KeyKind::kFactory:
      break;
  }
  return bssl::UpRef(factory_key_);
}

const LabPki::Authority& LabPki::IssuerOf(LabKind kind) const {
  if (kind == LabKind::kSha1) return sha1_issuing_;
  if (kind == LabKind::kUnknownRoot) return unknown_root_;
  return issuing_;
}

CertificateSpec LabPki::SpecOf(int index, const std::string& host, const base::IpAddress& address,
                               EVP_PKEY* key) const {
  const LabKind kind = kinds_[static_cast<size_t>(index)];
  CertificateSpec spec;
  spec.serial = kFirstLeafSerial + static_cast<uint64_t>(index);
  spec.subject = kind == LabKind::kFactory ? "localhost" : host;
  spec.issuer = IsSelfSigned(kind) ? spec.subject : IssuerOf(kind).name;
  spec.issuer_key = IsSelfSigned(kind) ? key : IssuerOf(kind).key.get();
  spec.key = key;
  spec.not_before = now_ - 30 * kDay;
  spec.not_after = now_ + 335 * kDay;
  if (kind == LabKind::kExpired) spec.not_before -= 342 * kDay, spec.not_after -= 342 * kDay;
  if (kind == LabKind::kNotYetValid) spec.not_before = now_ + 7 * kDay;
  if (kind == LabKind::kExpiringSoon) spec.not_before -= 325 * kDay, spec.not_after -= 325 * kDay;
  spec.is_ca = kind == LabKind::kCaAsLeaf;
  spec.for_clients_only = kind == LabKind::kNotForServerAuth;
  spec.insecurely_sign_with_sha1 = kind == LabKind::kSha1 || kind == LabKind::kFactory;
  if (kind == LabKind::kWrongName) {
    spec.subject = "moved." + host;
    spec.dns_names = {spec.subject};
  } else if (kind != LabKind::kNoSan && kind != LabKind::kFactory) {
    spec.dns_names = {host};
    spec.ip_addresses = {address};
  }
  return spec;
}

absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> LabPki::LeafOf(int index, const std::string& host,
                                                              const base::IpAddress& address, EVP_PKEY* key) {
  const auto at = static_cast<size_t>(index);
  const std::lock_guard lock(leaf_mutexes_[at % leaf_mutexes_.size()]);
  if (!leaves_[at]) {
    absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> leaf = MakeCertificate(SpecOf(index, host, address, key));
    if (!leaf.ok()) return leaf.status();
    leaves_[at] = *std::move(leaf);
  }
  return bssl::UpRef(leaves_[at]);
}

absl::StatusOr<Credentials> LabPki::CredentialsOf(int index, const std::string& host, const base::IpAddress& address) {
  Credentials credentials;
  absl::StatusOr<bssl::UniquePtr<EVP_PKEY>> key = KeyOf(index);
  if (!key.ok()) return key.status();
  credentials.key = *std::move(key);
  absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> leaf = LeafOf(index, host, address, credentials.key.get());
  if (!leaf.ok()) return leaf.status();
  credentials.chain.push_back(*std::move(leaf));
  const LabKind kind = kinds_[static_cast<size_t>(index)];
  if (!IsSelfSigned(kind) && kind != LabKind::kMissingIntermediate) {
    credentials.chain.push_back(bssl::UpRef(IssuerOf(kind).certificate));
  }
  return credentials;
}

std::string LabPki::TrustPem() const { return CertificatePem(*root_.certificate); }

std::string LabPki::IssuingPem() const { return CertificatePem(*issuing_.certificate); }

absl::StatusOr<base::SecretText> LabPki::IssuingKeyPem() const {
  return x509::PrivateKey(bssl::UpRef(issuing_.key)).ToPem();
}

}  // namespace certsweep::lab
