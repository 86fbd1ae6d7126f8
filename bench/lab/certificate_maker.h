// Makes X.509 certificates, good and deliberately bad ones, for simulated endpoints. Thread-safe: pure functions.
// No tool for a real CA: nothing is checked.
#ifndef CERTSWEEP_BENCH_LAB_CERTIFICATE_MAKER_H_
#define CERTSWEEP_BENCH_LAB_CERTIFICATE_MAKER_H_

#include <openssl/base.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/ip_address.h"

namespace certsweep::lab {

struct CertificateSpec {
  uint64_t serial = 1;
  std::string issuer;      // common name; every name ends in O=Lab
  std::string subject;     // common name
  int64_t not_before = 0;  // seconds since 1970
  int64_t not_after = 0;
  EVP_PKEY* key = nullptr;  // its public half is certified; P-256 or RSA
  EVP_PKEY* issuer_key = nullptr;
  std::vector<std::string> dns_names;  // no names and no addresses: no subjectAltName
  std::vector<base::IpAddress> ip_addresses;
  bool is_ca = false;
  std::optional<uint8_t> path_length;
  bool insecurely_sign_with_sha1 = false;
  bool for_clients_only = false;  // extendedKeyUsage clientAuth in place of serverAuth; CAs have none
  bool is_served = true;          // has the key usages of a server, CA or not
};

// DER. Internal: BoringSSL refused something.
absl::StatusOr<bssl::UniquePtr<CRYPTO_BUFFER>> MakeCertificate(const CertificateSpec& spec);

std::string CertificatePem(const CRYPTO_BUFFER& der);

}  // namespace certsweep::lab

#endif  // CERTSWEEP_BENCH_LAB_CERTIFICATE_MAKER_H_
