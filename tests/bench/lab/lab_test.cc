// Every kind over a real socket, looked at by a client that shares no code with the scanner.
#include "bench/lab/lab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "tests/bench/lab/lab_client.h"

namespace certsweep::lab {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::unique_ptr<Lab> StartLab(LabMix mix, int endpoints, int threads = 1) {
  LabOptions options;
  options.endpoints = endpoints;
  options.mix = std::move(mix);
  options.port = 0;
  options.threads = threads;
  absl::StatusOr<std::unique_ptr<Lab>> lab = Lab::Start(options);
  EXPECT_TRUE(lab.ok()) << lab.status();
  return *std::move(lab);
}

// One lab with two endpoints of each kind, for all tests below.
class LabKindsOnTheWire : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    LabMix mix;
    for (const LabKindInfo& info : LabKinds()) mix.emplace_back(info.kind, 1);
    lab_ = StartLab(mix, static_cast<int>(2 * LabKinds().size())).release();
  }
  static void TearDownTestSuite() { delete lab_; }

  static const LabEndpoint& EndpointOf(LabKind kind, int which = 0) {
    for (const LabEndpoint& endpoint : lab_->endpoints()) {
      if (endpoint.kind == kind && which-- == 0) return endpoint;
    }
    ADD_FAILURE() << "no endpoint of kind " << InfoOf(kind).name;
    return lab_->endpoints()[0];
  }
  static TlsAnswer Handshake(LabKind kind) { return HandshakeWith(EndpointOf(kind), lab_->TrustPem()); }

  static RawAnswer SayHello(LabKind kind, std::string_view hello = std::string_view("\x16\x03\x01\x00\x01\x01", 6)) {
    const LabEndpoint& endpoint = EndpointOf(kind);
    const Descriptor socket = ConnectTo(endpoint.address, endpoint.port);
    EXPECT_TRUE(socket.is_open());
    EXPECT_GT(::send(socket.get(), hello.data(), hello.size(), MSG_NOSIGNAL), 0);
    return ReadToEnd(socket, kind == LabKind::kSilent ? 300 : 5000);
  }

  // Nothing is wrong with the certificate, and the handshake went to its end.
  static void ExpectGood(const TlsAnswer& answer, int key_type) {
    EXPECT_TRUE(answer.complete) << answer.error;
    EXPECT_EQ(answer.verify_result, X509_V_OK);
    EXPECT_TRUE(answer.name_matches);
    ASSERT_EQ(answer.chain.size(), 2u);
    const bssl::UniquePtr<EVP_PKEY> key(X509_get_pubkey(answer.chain[0].get()));
    EXPECT_EQ(EVP_PKEY_id(key.get()), key_type);
    EXPECT_EQ(EVP_PKEY_bits(key.get()), key_type == EVP_PKEY_RSA ? 2048 : 256);
  }

  // BoringSSL's own verdict depends on key usages; this is the fact.
  static bool IsSignedByItself(const TlsAnswer& answer) {
    X509* const leaf = answer.chain[0].get();
    return X509_verify(leaf, bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(leaf)).get()) == 1;
  }

  static int LeafKeyBits(const TlsAnswer& answer) {
    return EVP_PKEY_bits(bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(answer.chain[0].get())).get());
  }

  static Lab* lab_;
};
Lab* LabKindsOnTheWire::lab_ = nullptr;

TEST_F(LabKindsOnTheWire, GoodEcdsa) {
  const TlsAnswer answer = Handshake(LabKind::kGoodEcdsa);
  ExpectGood(answer, EVP_PKEY_EC);
  EXPECT_EQ(answer.version, TLS1_3_VERSION);
  EXPECT_FALSE(answer.client_certificate_requested);
}

TEST_F(LabKindsOnTheWire, GoodRsa) {
  const TlsAnswer answer = Handshake(LabKind::kGoodRsa);
  ExpectGood(answer, EVP_PKEY_RSA);
  EXPECT_EQ(answer.version, TLS1_3_VERSION);
}

TEST_F(LabKindsOnTheWire, Tls12Only) {
  const TlsAnswer answer = Handshake(LabKind::kTls12Only);
  ExpectGood(answer, EVP_PKEY_EC);
  EXPECT_EQ(answer.version, TLS1_2_VERSION);
}

TEST_F(LabKindsOnTheWire, Tls12RsaKeyExchange) {
  const TlsAnswer answer = Handshake(LabKind::kTls12RsaKeyExchange);
  ExpectGood(answer, EVP_PKEY_RSA);
  EXPECT_EQ(answer.version, TLS1_2_VERSION);
  EXPECT_THAT(answer.cipher, StartsWith("TLS_RSA_WITH_AES_128_"));
}

TEST_F(LabKindsOnTheWire, ByteAtATime) {
  const auto before = std::chrono::steady_clock::now();
  const TlsAnswer answer = Handshake(LabKind::kByteAtATime);
  const auto elapsed = std::chrono::steady_clock::now() - before;
  ExpectGood(answer, EVP_PKEY_EC);
  EXPECT_GT(answer.reads, 100);
  EXPECT_GT(elapsed, std::chrono::milliseconds(700));
  EXPECT_LT(elapsed, std::chrono::seconds(8));
}

TEST_F(LabKindsOnTheWire, ClientCertificate) {
  const TlsAnswer answer = Handshake(LabKind::kClientCertificate);
  ExpectGood(answer, EVP_PKEY_EC);
  EXPECT_EQ(answer.version, TLS1_3_VERSION);
  EXPECT_TRUE(answer.client_certificate_requested);
}

TEST_F(LabKindsOnTheWire, ClientCertificateTls12) {
  const TlsAnswer answer = Handshake(LabKind::kClientCertificateTls12);
  EXPECT_EQ(answer.version, TLS1_2_VERSION);
  EXPECT_FALSE(answer.complete);
  EXPECT_TRUE(answer.client_certificate_requested);
  EXPECT_THAT(answer.error, HasSubstr("ALERT_HANDSHAKE_FAILURE"));
  EXPECT_EQ(answer.verify_result, X509_V_OK);
  EXPECT_TRUE(answer.name_matches);
}

TEST_F(LabKindsOnTheWire, ExpiringSoon) {
  const TlsAnswer answer = Handshake(LabKind::kExpiringSoon);
  ExpectGood(answer, EVP_PKEY_EC);
  time_t in_nine_days = time(nullptr) + 9 * 86400, in_eleven_days = time(nullptr) + 11 * 86400;
  EXPECT_EQ(X509_cmp_time(X509_get0_notAfter(answer.chain[0].get()), &in_nine_days), 1);
  EXPECT_EQ(X509_cmp_time(X509_get0_notAfter(answer.chain[0].get()), &in_eleven_days), -1);
}

TEST_F(LabKindsOnTheWire, TripleDes) {
  const TlsAnswer answer = Handshake(LabKind::kTripleDes);
  ExpectGood(answer, EVP_PKEY_RSA);
  EXPECT_THAT(answer.cipher, HasSubstr("3DES"));
}

TEST_F(LabKindsOnTheWire, Sha1Handshake) {
  const TlsAnswer answer = Handshake(LabKind::kSha1Handshake);
  ExpectGood(answer, EVP_PKEY_RSA);
  EXPECT_EQ(answer.version, TLS1_2_VERSION);
  EXPECT_EQ(answer.signature_algorithm, SSL_SIGN_RSA_PKCS1_SHA1);
}

TEST_F(LabKindsOnTheWire, SelfSigned) {
  const TlsAnswer answer = Handshake(LabKind::kSelfSigned);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_TRUE(answer.name_matches);
  ASSERT_EQ(answer.chain.size(), 1u);
  EXPECT_TRUE(IsSignedByItself(answer));
  EXPECT_EQ(LeafKeyBits(answer), 2048);
  EXPECT_EQ(X509_get_signature_nid(answer.chain[0].get()), NID_sha256WithRSAEncryption);
  EXPECT_EQ(X509_check_ca(answer.chain[0].get()), 0);
}

TEST_F(LabKindsOnTheWire, Factory) {
  const TlsAnswer answer = Handshake(LabKind::kFactory);
  EXPECT_TRUE(answer.complete) << answer.error;
  ASSERT_EQ(answer.chain.size(), 1u);
  EXPECT_TRUE(IsSignedByItself(answer));
  EXPECT_EQ(X509_get_ext_by_NID(answer.chain[0].get(), NID_subject_alt_name, -1), -1);
  EXPECT_EQ(LeafKeyBits(answer), 1024);
  EXPECT_EQ(X509_get_signature_nid(answer.chain[0].get()), NID_sha1WithRSAEncryption);
}

TEST_F(LabKindsOnTheWire, FactoryKeysAreOneAndCertificatesAreNot) {
  const TlsAnswer one = Handshake(LabKind::kFactory);
  const TlsAnswer other = HandshakeWith(EndpointOf(LabKind::kFactory, 1), lab_->TrustPem());
  EXPECT_NE(X509_cmp(one.chain[0].get(), other.chain[0].get()), 0);
  EXPECT_EQ(EVP_PKEY_cmp(bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(one.chain[0].get())).get(),
                         bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(other.chain[0].get())).get()),
            1);
}

TEST_F(LabKindsOnTheWire, Expired) {
  const TlsAnswer answer = Handshake(LabKind::kExpired);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_TRUE(answer.name_matches);
}

TEST_F(LabKindsOnTheWire, NotYetValid) {
  const TlsAnswer answer = Handshake(LabKind::kNotYetValid);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(LabKindsOnTheWire, Rsa1024) {
  const TlsAnswer answer = Handshake(LabKind::kRsa1024);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_OK);
  EXPECT_TRUE(answer.name_matches);
  EXPECT_EQ(LeafKeyBits(answer), 1024);
  EXPECT_EQ(X509_get_signature_nid(answer.chain[0].get()), NID_ecdsa_with_SHA256);
}

TEST_F(LabKindsOnTheWire, Sha1) {
  const TlsAnswer answer = Handshake(LabKind::kSha1);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_OK);
  EXPECT_TRUE(answer.name_matches);
  ASSERT_EQ(answer.chain.size(), 2u);
  EXPECT_EQ(X509_get_signature_nid(answer.chain[0].get()), NID_sha1WithRSAEncryption);
  EXPECT_EQ(X509_get_signature_nid(answer.chain[1].get()), NID_ecdsa_with_SHA256);
}

TEST_F(LabKindsOnTheWire, WrongName) {
  const TlsAnswer answer = Handshake(LabKind::kWrongName);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_OK);
  EXPECT_FALSE(answer.name_matches);
  EXPECT_GE(X509_get_ext_by_NID(answer.chain[0].get(), NID_subject_alt_name, -1), 0);
}

TEST_F(LabKindsOnTheWire, NoSan) {
  const TlsAnswer answer = Handshake(LabKind::kNoSan);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_OK);
  EXPECT_EQ(X509_get_ext_by_NID(answer.chain[0].get(), NID_subject_alt_name, -1), -1);
}

TEST_F(LabKindsOnTheWire, MissingIntermediate) {
  const TlsAnswer answer = Handshake(LabKind::kMissingIntermediate);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.chain.size(), 1u);
  EXPECT_EQ(answer.verify_result, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_TRUE(answer.name_matches);
}

TEST_F(LabKindsOnTheWire, UnknownRoot) {
  const TlsAnswer answer = Handshake(LabKind::kUnknownRoot);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.chain.size(), 2u);
  EXPECT_EQ(answer.verify_result, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
  EXPECT_TRUE(answer.name_matches);
}

TEST_F(LabKindsOnTheWire, CaAsLeaf) {
  const TlsAnswer answer = Handshake(LabKind::kCaAsLeaf);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(X509_check_ca(answer.chain[0].get()), 1);
  EXPECT_TRUE(answer.name_matches);
}

TEST_F(LabKindsOnTheWire, NotForServerAuth) {
  const TlsAnswer answer = Handshake(LabKind::kNotForServerAuth);
  EXPECT_TRUE(answer.complete) << answer.error;
  EXPECT_EQ(answer.verify_result, X509_V_ERR_INVALID_PURPOSE);
}

TEST_F(LabKindsOnTheWire, Tls10Only) {
  const TlsAnswer answer = Handshake(LabKind::kTls10Only);
  ExpectGood(answer, EVP_PKEY_RSA);
  EXPECT_EQ(answer.version, TLS1_VERSION);
}

TEST_F(LabKindsOnTheWire, Closes) {
  const RawAnswer answer = SayHello(LabKind::kCloses);
  EXPECT_EQ(answer.bytes, "");
  EXPECT_EQ(answer.error, 0);
  EXPECT_FALSE(answer.timed_out);
}

TEST_F(LabKindsOnTheWire, Resets) { EXPECT_EQ(SayHello(LabKind::kResets).error, ECONNRESET); }

TEST_F(LabKindsOnTheWire, Alert) {
  EXPECT_THAT(Handshake(LabKind::kAlert).error, HasSubstr("ALERT_HANDSHAKE_FAILURE"));
}

TEST_F(LabKindsOnTheWire, Http) { EXPECT_THAT(SayHello(LabKind::kHttp).bytes, StartsWith("HTTP/1.1 400")); }

TEST_F(LabKindsOnTheWire, Ssh) {
  const TlsAnswer answer = Handshake(LabKind::kSsh);
  EXPECT_FALSE(answer.complete);
  EXPECT_EQ(answer.error, "WRONG_VERSION_NUMBER");
}

TEST_F(LabKindsOnTheWire, Silent) {
  const RawAnswer answer = SayHello(LabKind::kSilent);
  EXPECT_TRUE(answer.timed_out);
  EXPECT_EQ(answer.bytes, "");
}

TEST_F(LabKindsOnTheWire, Refuses) {
  const TlsAnswer answer = Handshake(LabKind::kRefuses);
  EXPECT_FALSE(answer.connected);
  EXPECT_EQ(answer.system_error, ECONNREFUSED);
  EXPECT_NE(EndpointOf(LabKind::kRefuses).port, lab_->port());
}

TEST_F(LabKindsOnTheWire, SameCertificateEachTime) {
  for (const LabKind kind : {LabKind::kGoodEcdsa, LabKind::kGoodRsa}) {
    EXPECT_EQ(X509_cmp(Handshake(kind).chain[0].get(), Handshake(kind).chain[0].get()), 0);
  }
}

TEST_F(LabKindsOnTheWire, JunkIsTolerated) {
  for (const std::string_view junk : {std::string_view("\0\0\0\0\0\0", 6), std::string_view("GET / HTTP/1.0\r\n\r\n"),
                                      std::string_view("\x16\x03\x01\xff\xff", 5)}) {
    const LabEndpoint& endpoint = EndpointOf(LabKind::kGoodEcdsa);
    const Descriptor socket = ConnectTo(endpoint.address, endpoint.port);
    EXPECT_GT(::send(socket.get(), junk.data(), junk.size(), MSG_NOSIGNAL), 0);
  }
  EXPECT_TRUE(Handshake(LabKind::kGoodEcdsa).complete);
}

TEST_F(LabKindsOnTheWire, NobodyElsewhere) {
  const Descriptor socket = ConnectTo(*base::IpAddress::Parse("127.99.0.1"), lab_->port());
  EXPECT_EQ(ReadToEnd(socket).error, ECONNRESET);
}

TEST_F(LabKindsOnTheWire, InventorySaysWhichIsWhich) {
  const std::string csv = lab_->InventoryCsv();
  EXPECT_THAT(csv, StartsWith("host,port,address,names,kind,expected_verdict,expected_findings\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), static_cast<int64_t>(lab_->endpoints().size()) + 1);
  const LabEndpoint& endpoint = EndpointOf(LabKind::kFactory);
  const std::string address = endpoint.address.ToString();
  EXPECT_THAT(csv, HasSubstr("\n" + endpoint.host + "," + std::to_string(endpoint.port) + "," + address + "," +
                             endpoint.host + ";" + address +
                             ",factory,noncompliant,no_subject_alt_name;self_signed;weak_key;weak_signature\n"));
}

TEST_F(LabKindsOnTheWire, HostsAndAddressesAreUnique) {
  std::set<std::string> hosts;
  std::set<base::IpAddress> addresses;
  for (const LabEndpoint& endpoint : lab_->endpoints()) {
    EXPECT_TRUE(hosts.insert(endpoint.host).second);
    EXPECT_TRUE(addresses.insert(endpoint.address).second);
  }
  EXPECT_EQ(lab_->endpoints()[0].host, "sps-00001.lab.example");
  EXPECT_EQ(lab_->endpoints()[0].address.ToString(), "127.20.0.1");
}

TEST(Lab, EcdsaKeysAreOneAnEndpoint) {
  const std::unique_ptr<Lab> lab = StartLab({{LabKind::kGoodEcdsa, 1}}, 2);
  const TlsAnswer one = HandshakeWith(lab->endpoints()[0], lab->TrustPem());
  const TlsAnswer other = HandshakeWith(lab->endpoints()[1], lab->TrustPem());
  EXPECT_EQ(EVP_PKEY_cmp(bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(one.chain[0].get())).get(),
                         bssl::UniquePtr<EVP_PKEY>(X509_get_pubkey(other.chain[0].get())).get()),
            0);
}

TEST(Lab, HundredThousandEndpointsStartAtOnce) {
  const auto before = std::chrono::steady_clock::now();
  const std::unique_ptr<Lab> lab = StartLab({}, 100'000);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
  EXPECT_EQ(lab->endpoints().size(), 100'000u);
  EXPECT_EQ(lab->endpoints().back().host, "sps-100000.lab.example");
}

TEST(Lab, ManyAtOnceOnSeveralThreads) {
  const std::unique_ptr<Lab> lab = StartLab({{LabKind::kGoodEcdsa, 3}, {LabKind::kGoodRsa, 1}}, 200, 2);
  std::vector<std::thread> threads;
  std::atomic<int> complete = 0;
  for (size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      // Two threads for each endpoint: its certificate is made once all the same.
      for (size_t i = t / 2; i < lab->endpoints().size(); i += 2) {
        complete += HandshakeWith(lab->endpoints()[i], lab->TrustPem()).verify_result == X509_V_OK;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(complete, 400);
}

TEST(Lab, StopEndsTheServing) {
  const std::unique_ptr<Lab> lab = StartLab({{LabKind::kSilent, 1}}, 1);
  const Descriptor socket = ConnectTo(lab->endpoints()[0].address, lab->port());
  lab->Stop();
  EXPECT_FALSE(ReadToEnd(socket).timed_out);
  EXPECT_FALSE(ConnectTo(lab->endpoints()[0].address, lab->port()).is_open());
  lab->Stop();
}

TEST(Lab, OptionsThatCannotBe) {
  LabOptions options;
  options.port = 0;
  options.endpoints = 0;
  EXPECT_EQ(Lab::Start(options).status().code(), absl::StatusCode::kInvalidArgument);
  options.endpoints = 10;
  options.threads = 0;
  EXPECT_EQ(Lab::Start(options).status().code(), absl::StatusCode::kInvalidArgument);
  options.threads = 1;
  options.first_address = *base::IpAddress::Parse("10.0.0.1");
  EXPECT_EQ(Lab::Start(options).status().code(), absl::StatusCode::kInvalidArgument);
  options.first_address = *base::IpAddress::Parse("127.0.0.1");
  options.mix = {{LabKind::kHttp, 0.0}};
  EXPECT_EQ(Lab::Start(options).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Lab, PortInUse) {
  const std::unique_ptr<Lab> lab = StartLab({{LabKind::kSilent, 1}}, 1);
  LabOptions options;
  options.endpoints = 1;
  options.port = lab->port();
  EXPECT_EQ(Lab::Start(options).status().code(), absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace certsweep::lab
