#include "engine/tls/certificate_message.h"

#include <openssl/bytestring.h>

#include <utility>

namespace certsweep::tls {

namespace {

bool GetEntry(CBS* list, CertificateMessageForm form, CBS* certificate) {
  CBS extensions;
  return CBS_get_u24_length_prefixed(list, certificate) && CBS_len(certificate) > 0 &&
         (form == CertificateMessageForm::kTls12 || CBS_get_u16_length_prefixed(list, &extensions));
}

}  // namespace

CertificateMessage ParseCertificateMessage(base::Bytes body, CertificateMessageForm form) {
  CertificateMessage message;
  CBS input, context, list;
  CBS_init(&input, body.data(), body.size());
  if ((form == CertificateMessageForm::kTls13 && !CBS_get_u8_length_prefixed(&input, &context)) ||
      !CBS_get_u24_length_prefixed(&input, &list) || CBS_len(&input) != 0) {
    message.malformed = true;
    return message;
  }
  while (CBS_len(&list) > 0) {
    if (message.chain.size() == kMaxCertificates) {
      message.too_many = true;
      break;
    }
    CBS certificate;
    bssl::UniquePtr<CRYPTO_BUFFER> buffer;
    if (GetEntry(&list, form, &certificate)) buffer.reset(CRYPTO_BUFFER_new_from_CBS(&certificate, nullptr));
    if (!buffer) {
      message.malformed = true;
      break;
    }
    message.chain.push_back(std::move(buffer));
  }
  return message;
}

}  // namespace certsweep::tls
