#include "engine/x509/certificate.h"

#include <mutex>

#include "engine/x509/certificate_parser.h"

namespace certsweep::x509 {

struct Certificate::SelfSigned {
  std::once_flag once;
  bool value = false;
};

Certificate::Certificate() : self_signed_(std::make_unique<SelfSigned>()) {}
Certificate::~Certificate() = default;

absl::StatusOr<std::shared_ptr<const Certificate>> Certificate::Parse(base::Bytes der) {
  return CertificateParser().Parse(der);
}

std::string Certificate::serial_hex() const {
  base::Bytes octets = serial_;
  std::string magnitude;
  const bool negative = !octets.empty() && (octets.front() & 0x80) != 0;
  if (negative) {
    // Two's complement: the magnitude is that of the complement plus one.
    std::string bytes(base::AsText(octets));
    unsigned carry = 1;
    for (size_t i = bytes.size(); i-- > 0;) {
      const unsigned sum = (~static_cast<uint8_t>(bytes[i]) & 0xffu) + carry;
      bytes[i] = static_cast<char>(sum & 0xff);
      carry = sum >> 8;
    }
    magnitude = base::HexEncode(base::AsBytes(bytes));
  } else {
    magnitude = base::HexEncode(octets);
  }
  magnitude.erase(0, std::min(magnitude.find_first_not_of("0") & ~size_t{1}, magnitude.size()));
  if (magnitude.empty()) return "0";
  return negative ? "-" + magnitude : magnitude;
}

bool Certificate::is_self_signed() const {
  std::call_once(self_signed_->once, [this] {
    self_signed_->value = is_self_issued() && CheckSignature(*this, public_key_) == SignatureCheck::kValid;
  });
  return self_signed_->value;
}

SignatureCheck CheckSignature(const Certificate& subject, const PublicKey& issuer_key) {
  return CheckSignatureBytes(subject.signature_algorithm(), issuer_key, subject.tbs_der(), subject.signature());
}

}  // namespace certsweep::x509
