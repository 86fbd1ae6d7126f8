// What is read of a Certificate message and written again is the message: nothing is lost, invented or moved. The first
// byte of the input says which form it has.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/tls/certificate_message.h"
#include "tests/engine/tls/tls_bytes.h"

namespace {

using certsweep::base::AsBytes;
using certsweep::base::AsText;
using certsweep::tls::CertificateMessage;
using certsweep::tls::CertificateMessageForm;

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto form = data[0] % 2 == 0 ? CertificateMessageForm::kTls12 : CertificateMessageForm::kTls13;
  const std::string_view body = AsText({data + 1, size - 1});
  const CertificateMessage message = certsweep::tls::ParseCertificateMessage(AsBytes(body), form);
  std::vector<std::string> chain;
  size_t total = 0;
  for (const auto& buffer : message.chain) {
    chain.emplace_back(AsText({CRYPTO_BUFFER_data(buffer.get()), CRYPTO_BUFFER_len(buffer.get())}));
    Require(!chain.back().empty() && body.find(chain.back()) != std::string_view::npos);
    total += chain.back().size();
  }
  Require(chain.size() <= certsweep::tls::kMaxCertificates && total <= body.size());
  Require(!message.malformed || !message.too_many);
  Require(!message.too_many || chain.size() == certsweep::tls::kMaxCertificates);
  if (message.malformed || message.too_many) return 0;
  // In TLS 1.3 context and extensions, which are passed over, may stand between.
  const std::string again = certsweep::tls::CertificateBody(chain, form);
  Require(form == CertificateMessageForm::kTls12 ? again == body : again.size() <= body.size());
  return 0;
}
