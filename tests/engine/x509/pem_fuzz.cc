// What is read out of a file can be written again and is the same; what can't be read is told in one line with its
// place.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/x509/pem.h"

namespace {

namespace base = certsweep::base;
namespace x509 = certsweep::x509;

void Require(bool condition) {
  if (!condition) std::abort();
}

void RequirePlace(const absl::Status& status) {
  const std::string_view message = base::ToStd(status.message());
  Require(message.starts_with("line ") && message.find('\n') == std::string_view::npos && base::IsValidUtf8(message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto certificates = x509::ParsePemCertificates(text);
  if (!certificates.ok()) RequirePlace(certificates.status());
  const auto blocks = x509::ParsePem(text);
  if (!blocks.ok()) {
    RequirePlace(blocks.status());
    return 0;
  }
  std::string written;
  int line = 0;
  for (const x509::PemBlock& block : *blocks) {
    Require(block.line >= line && block.line > 0);
    line = block.line;
    written += x509::EncodePem(block.label, base::AsBytes(block.der));
  }
  const auto again = x509::ParsePem(written);
  Require(again.ok() && again->size() == blocks->size());
  for (size_t i = 0; i < blocks->size(); ++i) {
    Require((*again)[i].label == (*blocks)[i].label && (*again)[i].der == (*blocks)[i].der);
  }
  return 0;
}
