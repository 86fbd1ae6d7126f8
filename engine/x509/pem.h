// PEM blocks (RFC 7468) out of files as people have them: text around blocks, CRLF, BOM and trailing blanks are read
// over.
#ifndef CERTSWEEP_ENGINE_X509_PEM_H_
#define CERTSWEEP_ENGINE_X509_PEM_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/base/wiper.h"
#include "engine/x509/certificate.h"

namespace certsweep::x509 {

struct PemBlock {
  std::string label;  // "CERTIFICATE"
  std::string der;
  int line = 0;              // of its BEGIN line, from 1
  std::string headers = {};  // "Proc-Type: 4,ENCRYPTED" and the like (RFC 1421), each with LF; mostly there are none
};

// Wipes what was decoded, private keys with it, when its scope is left. The blocks must outlive it.
class PemWiper {
 public:
  explicit PemWiper(std::vector<PemBlock>& blocks) : blocks_(blocks) {}
  ~PemWiper() {
    for (PemBlock& block : blocks_) base::Wipe(block.der);
  }
  PemWiper(const PemWiper&) = delete;
  PemWiper& operator=(const PemWiper&) = delete;

 private:
  std::vector<PemBlock>& blocks_;
};

// Whether a file is to be read as PEM: it has a BEGIN line, and does not begin as DER of over 127 octets does.
bool IsPem(std::string_view content);

// All blocks in order. InvalidArgument with the line if a block has no begin, no end, a mismatched end, or is not
// base64.
absl::StatusOr<std::vector<PemBlock>> ParsePem(std::string_view text);

// The DER of the certificate in `block` ("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"), valid as long as
// it; nothing where the block is of another kind.
std::optional<base::Bytes> CertificateIn(const PemBlock& block);

// The certificates among the blocks; others are passed over.
// InvalidArgument with the line if one can't be parsed. An empty result is not an error.
absl::StatusOr<std::vector<CertificatePtr>> ParsePemCertificates(std::string_view text);

// One block, 64 columns, LF.
std::string EncodePem(std::string_view label, base::Bytes der);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_PEM_H_
