#include "tests/engine/tls/tls12_script.h"

#include <openssl/curve25519.h>
#include <openssl/digest.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>

#include "engine/base/bytes.h"
#include "tests/engine/tls/handshake_signature.h"
#include "tests/engine/tls/script_crypto.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/support/check.h"

namespace certsweep::tls {

namespace {

constexpr size_t kMasterSecret = 48;
constexpr size_t kVerifyData = 12;
constexpr size_t kKey = 16;
constexpr size_t kFixedIv = 4;

std::string Hmac(std::string_view key, std::string_view message) {
  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), key.size(), base::AsBytes(message).data(), message.size(), digest, &size);
  return std::string(base::AsText({digest, size}));
}

// RFC 5246, 5.
std::string Prf(std::string_view secret, std::string_view label, std::string_view seed, size_t size) {
  const std::string label_and_seed = std::string(label).append(seed);
  std::string out, a = label_and_seed;
  while (out.size() < size) {
    a = Hmac(secret, a);
    out += Hmac(secret, a + label_and_seed);
  }
  out.resize(size);
  return out;
}

ClientHelloView ViewOf(std::string_view client_hello) {
  std::optional<ClientHelloView> view = ParseClientHello(client_hello);
  test::Check(view.has_value(), "a ClientHello");
  return *std::move(view);
}

}  // namespace

Tls12Script::Tls12Script(std::string_view client_hello)
    : client_(ViewOf(client_hello)), random_(32, 's'), transcript_(client_.message) {
  uint8_t public_value[X25519_PUBLIC_VALUE_LEN], private_key[X25519_PRIVATE_KEY_LEN];
  X25519_keypair(public_value, private_key);
  public_value_ = base::AsText(public_value);
  private_key_ = base::AsText(private_key);
}

std::string Tls12Script::Send(uint8_t type, std::string_view body) {
  const std::string message = Message(type, body);
  transcript_ += message;
  return HandshakeRecords(message);
}

std::string Tls12Script::ServerHello(uint16_t cipher_suite) {
  return Send(SSL3_MT_SERVER_HELLO, ServerHelloBody({.random = random_, .cipher_suite = cipher_suite}));
}

std::string Tls12Script::Certificate(const std::vector<std::string>& chain) {
  return Send(SSL3_MT_CERTIFICATE, CertificateBody(chain));
}

std::string Tls12Script::ServerKeyExchange(const test::TestKey& key, uint16_t algorithm) {
  const std::string parameters = U8(3) + U16(SSL_CURVE_X25519) + Prefixed8(public_value_);
  const std::string signature = SignHandshake(key.pkey(), algorithm, client_.random + random_ + parameters);
  return Send(SSL3_MT_SERVER_KEY_EXCHANGE, parameters + U16(algorithm) + Prefixed16(signature));
}

std::string Tls12Script::CertificateRequest() {
  const std::string types = U8(SSL3_CT_RSA_SIGN) + U8(TLS_CT_ECDSA_SIGN);
  const std::string algorithms = U16(SSL_SIGN_ECDSA_SECP256R1_SHA256) + U16(SSL_SIGN_RSA_PKCS1_SHA256);
  return Send(SSL3_MT_CERTIFICATE_REQUEST, Prefixed8(types) + Prefixed16(algorithms) + Prefixed16(""));
}

std::string Tls12Script::ServerHelloDone() { return Send(SSL3_MT_SERVER_HELLO_DONE, ""); }

std::string Tls12Script::Flight(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm) {
  const bool is_rsa = EVP_PKEY_id(key.pkey()) == EVP_PKEY_RSA;
  return Join({ServerHello(is_rsa ? kEcdheRsaAes128Gcm : kEcdheEcdsaAes128Gcm), Certificate(chain),
               ServerKeyExchange(key, algorithm), ServerHelloDone()});
}

void Tls12Script::ReadClientFlight(std::string_view records) {
  for (const RecordPlace& place : RecordsOf(records)) {
    const std::string_view message =
        records.substr(place.begin + kRecordHeader, place.end - place.begin - kRecordHeader);
    // After ChangeCipherSpec comes Finished, which is encrypted.
    if (place.type == kChangeCipherSpecRecord) break;
    test::Check(place.type == kHandshakeRecord, "a handshake record");
    transcript_ += message;
    if (message[0] != SSL3_MT_CLIENT_KEY_EXCHANGE) continue;
    const std::string client_value(message.substr(5));
    std::string premaster(X25519_SHARED_KEY_LEN, '\0');
    test::Check(X25519(reinterpret_cast<uint8_t*>(premaster.data()), base::AsBytes(private_key_).data(),
                       base::AsBytes(client_value).data()) == 1,
                "X25519");
    master_secret_ = Prf(premaster, "master secret", client_.random + random_, kMasterSecret);
  }
  test::Check(!master_secret_.empty(), "a ClientKeyExchange");
  const std::string verify_data = Prf(master_secret_, "client finished", Sha256Of(transcript_), kVerifyData);
  transcript_ += Message(SSL3_MT_FINISHED, verify_data);
}

std::string Tls12Script::Finish(bool wrong) {
  std::string verify_data = Prf(master_secret_, "server finished", Sha256Of(transcript_), kVerifyData);
  if (wrong) verify_data.back() = static_cast<char>(verify_data.back() ^ 1);
  const std::string message = Message(SSL3_MT_FINISHED, verify_data);
  // RFC 5246, 6.3: client key, server key, client IV, server IV. RFC 5288, 3: the nonce's rest goes with the record.
  const std::string keys = Prf(master_secret_, "key expansion", random_ + client_.random, 2 * kKey + 2 * kFixedIv);
  const std::string sequence(8, '\0');
  const std::string additional = sequence + U8(kHandshakeRecord) + U16(TLS1_2_VERSION) + U16(message.size());
  const std::string sealed =
      SealAes128Gcm(keys.substr(kKey, kKey), keys.substr(2 * kKey + kFixedIv) + sequence, message, additional);
  return Record(kChangeCipherSpecRecord, "\x01") + Record(kHandshakeRecord, sequence + sealed);
}

}  // namespace certsweep::tls
