#include "tests/bench/lab/lab_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "engine/base/clock.h"

namespace certsweep::lab {

namespace {

bool WaitReadable(const Descriptor& socket, int64_t deadline_us) {
  const int64_t left_us = deadline_us - base::SystemClock().MonotonicMicros();
  pollfd waited = {socket.get(), POLLIN, 0};
  return left_us > 0 && ::poll(&waited, 1, static_cast<int>(left_us / 1000 + 1)) == 1;
}

bssl::UniquePtr<SSL> MakeClient(TlsAnswer& answer) {
  bssl::UniquePtr<SSL_CTX> context(SSL_CTX_new(TLS_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_strict_cipher_list(context.get(), "ALL:3DES");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  static constexpr uint16_t kAlgorithms[] = {SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256,
                                             SSL_SIGN_RSA_PKCS1_SHA256, SSL_SIGN_RSA_PKCS1_SHA1};
  SSL_CTX_set_verify_algorithm_prefs(context.get(), kAlgorithms, std::size(kAlgorithms));
  SSL_CTX_set_cert_cb(
      context.get(),
      [](SSL*, void* argument) {
        static_cast<TlsAnswer*>(argument)->client_certificate_requested = true;
        return 1;
      },
      &answer);
  bssl::UniquePtr<SSL> ssl(SSL_new(context.get()));
  SSL_set_connect_state(ssl.get());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  return ssl;
}

void Flush(SSL* ssl, const Descriptor& socket) {
  const uint8_t* bytes = nullptr;
  size_t size = 0;
  if (!BIO_mem_contents(SSL_get_wbio(ssl), &bytes, &size) || size == 0) return;
  (void)::send(socket.get(), bytes, size, MSG_NOSIGNAL);
  BIO_reset(SSL_get_wbio(ssl));
}

// Until SSL_do_handshake wants no more, or nothing more comes.
void Run(SSL* ssl, const Descriptor& socket, int64_t deadline_us, TlsAnswer& answer) {
  std::array<uint8_t, 16384> buffer;
  while (true) {
    const int result = SSL_do_handshake(ssl);
    Flush(ssl, socket);
    answer.complete = result == 1;
    if (answer.complete) return;
    if (SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ) {
      answer.error = ERR_reason_error_string(ERR_get_error());
      return;
    }
    if (!WaitReadable(socket, deadline_us)) {
      answer.error = "timeout";
      return;
    }
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      answer.system_error = count < 0 ? errno : 0;
      answer.error = count < 0 ? "reset" : "closed";
      return;
    }
    ++answer.reads;
    BIO_write(SSL_get_rbio(ssl), buffer.data(), static_cast<int>(count));
  }
}

long VerifyChain(const TlsAnswer& answer, const std::string& trust_pem) {
  bssl::UniquePtr<BIO> bio(BIO_new_mem_buf(trust_pem.data(), static_cast<int>(trust_pem.size())));
  bssl::UniquePtr<X509> root(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  bssl::UniquePtr<X509_STORE> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.get());
  bssl::UniquePtr<STACK_OF(X509)> sent(sk_X509_new_null());
  for (const auto& certificate : answer.chain) bssl::PushToStack(sent.get(), bssl::UpRef(certificate));
  bssl::UniquePtr<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), answer.chain[0].get(), sent.get());
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

void LookAtChain(SSL* ssl, const LabEndpoint& endpoint, const std::string& trust_pem, TlsAnswer& answer) {
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  if (chain == nullptr || sk_X509_num(chain) == 0) return;
  for (size_t i = 0; i < sk_X509_num(chain); ++i) answer.chain.push_back(bssl::UpRef(sk_X509_value(chain, i)));
  answer.verify_result = VerifyChain(answer, trust_pem);
  X509* const leaf = answer.chain[0].get();
  answer.name_matches = X509_check_host(leaf, endpoint.host.data(), endpoint.host.size(),
                                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1 &&
                        X509_check_ip(leaf, endpoint.address.bytes().data(), endpoint.address.bytes().size(), 0) == 1;
}

}  // namespace

Descriptor ConnectTo(const base::IpAddress& address, uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port);
  std::memcpy(&peer.sin_addr, address.bytes().data(), address.bytes().size());
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof(peer)) == 0) return socket;
  const int error = errno;
  socket = Descriptor();
  errno = error;
  return socket;
}

RawAnswer ReadToEnd(const Descriptor& socket, int timeout_ms) {
  const int64_t deadline_us = base::SystemClock().MonotonicMicros() + timeout_ms * int64_t{1000};
  RawAnswer answer;
  std::array<char, 4096> buffer;
  while (true) {
    if (!WaitReadable(socket, deadline_us)) {
      answer.timed_out = true;
      return answer;
    }
    const ssize_t count = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (count < 0) answer.error = errno;
    if (count <= 0) return answer;
    answer.bytes.append(buffer.data(), static_cast<size_t>(count));
  }
}

TlsAnswer HandshakeWith(const LabEndpoint& endpoint, const std::string& trust_pem, int timeout_ms) {
  const int64_t deadline_us = base::SystemClock().MonotonicMicros() + timeout_ms * int64_t{1000};
  TlsAnswer answer;
  const Descriptor socket = ConnectTo(endpoint.address, endpoint.port);
  answer.connected = socket.is_open();
  if (!answer.connected) {
    answer.system_error = errno;
    return answer;
  }
  ERR_clear_error();
  const bssl::UniquePtr<SSL> ssl = MakeClient(answer);
  SSL_set_tlsext_host_name(ssl.get(), endpoint.host.c_str());
  Run(ssl.get(), socket, deadline_us, answer);
  ERR_clear_error();
  answer.version = static_cast<uint16_t>(SSL_version(ssl.get()));
  answer.signature_algorithm = SSL_get_peer_signature_algorithm(ssl.get());
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl.get())) answer.cipher = SSL_CIPHER_standard_name(cipher);
  LookAtChain(ssl.get(), endpoint, trust_pem, answer);
  return answer;
}

}  // namespace certsweep::lab
