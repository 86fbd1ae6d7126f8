#include "engine/probe/journey_step_text.h"

#include <openssl/ssl.h>

#include <string>

#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using net::ConnectError;
using tls::HelloKind;
using tls::Outcome;

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

TEST(DurationTextTest, MillisecondsThenSeconds) {
  EXPECT_EQ(DurationText(0), "0 ms");
  EXPECT_EQ(DurationText(499), "0 ms");
  EXPECT_EQ(DurationText(1'500), "2 ms");
  EXPECT_EQ(DurationText(999'999), "1000 ms");
  EXPECT_EQ(DurationText(1'000'000), "1.000 s");
  EXPECT_EQ(DurationText(15'004'400), "15.004 s");
}

TEST(StepTextTest, ANameAndItsAddresses) {
  NameResolved resolved = {.host = "sps.example", .addresses = {Address("10.1.0.7"), Address("10.1.0.8")}};
  resolved.took_us = 3'000;
  EXPECT_EQ(StepText(resolved), "sps.example resolved in 3 ms: IPv4 10.1.0.7, 10.1.0.8; IPv6 none");
  resolved.addresses.push_back(Address("2001:db8::7"));
  resolved.from_dns = true;
  resolved.asked_v4 = false;
  EXPECT_EQ(StepText(resolved), "sps.example resolved in 3 ms by DNS: IPv4 not asked for; IPv6 2001:db8::7");
  resolved.addresses.clear();
  resolved.asked_v4 = true;
  resolved.excluded = 2;
  resolved.incomplete = "AAAA: Timeout while contacting DNS servers";
  EXPECT_EQ(StepText(resolved),
            "sps.example resolved in 3 ms by DNS: IPv4 none; IPv6 none; 2 more excluded; not answered: AAAA: Timeout "
            "while contacting DNS servers");
}

TEST(StepTextTest, ANameThatDoesNotResolve) {
  EXPECT_EQ(StepText(NameResolved{.host = "sps.example", .error = "Domain name not found", .took_us = 2'000'000}),
            "sps.example does not resolve, after 2.000 s: Domain name not found");
}

TEST(StepTextTest, TheNamesOfAnAddress) {
  AddressNamed named = {.address = Address("10.1.0.7"), .names = {"a.example", "b.example"}, .took_us = 1'000};
  EXPECT_EQ(StepText(named), "PTR of 10.1.0.7, after 1 ms: a.example, b.example");
  named.names.clear();
  EXPECT_EQ(StepText(named), "PTR of 10.1.0.7, after 1 ms: no name");
  named.error = "DNS server refused query";
  EXPECT_EQ(StepText(named), "PTR of 10.1.0.7, after 1 ms: not answered: DNS server refused query");
}

TEST(StepTextTest, WaitingAndWhatFor) {
  const auto text = [](Waited::For what) { return StepText(Waited{.what = what, .micros = 250'000}); };
  EXPECT_EQ(text(Waited::For::kOtherAddresses), "waited 250 ms: the name's other addresses come first");
  EXPECT_EQ(text(Waited::For::kOtherProbes), "waited 250 ms: never more than two connections at once with one address");
  EXPECT_EQ(text(Waited::For::kRate), "waited 250 ms: no faster than --rate and --rate-per-network");
}

TEST(StepTextTest, Connections) {
  EXPECT_EQ(StepText(ConnectionTried{.address = Address("10.1.0.7"), .port = 4343, .took_us = 1'000}),
            "connected to 10.1.0.7:4343 in 1 ms");
  EXPECT_EQ(StepText(ConnectionTried{.address = Address("2001:db8::7"), .port = 443}),
            "connected to [2001:db8::7]:443 in 0 ms");
  const auto text = [](ConnectError error, const std::string& detail = {}) {
    return StepText(ConnectionTried{
        .address = Address("10.1.0.7"), .port = 443, .error = error, .detail = detail, .took_us = 5'000'000});
  };
  EXPECT_EQ(text(ConnectError::kRefused, "Connection refused"),
            "10.1.0.7:443: the connection was refused, after 5.000 s: Connection refused");
  EXPECT_EQ(text(ConnectError::kTimeout), "10.1.0.7:443: no answer to the connection attempt, after 5.000 s");
  EXPECT_EQ(text(ConnectError::kUnreachable), "10.1.0.7:443: the network says that it can't be reached, after 5.000 s");
  EXPECT_EQ(text(ConnectError::kNoRoute),
            "10.1.0.7:443: this machine has no route or no address for it, after 5.000 s");
  EXPECT_EQ(text(ConnectError::kLocalLimit), "10.1.0.7:443: this machine could not open the connection, after 5.000 s");
}

TEST(StepTextTest, EachHelloAndWhyItIsTried) {
  EXPECT_EQ(StepText(HelloSent{.choice = {.kind = HelloKind::kFull}, .server_name = "sps.example"}),
            "sent the full ClientHello, TLSv1 to TLSv1.3, SNI sps.example");
  EXPECT_EQ(StepText(HelloSent{.choice = {.kind = HelloKind::kPlain, .reason = HelloReason::kRefused}}),
            "the last one was refused, so another: sent the plain ClientHello, TLSv1 to TLSv1.2, no SNI");
  EXPECT_EQ(StepText(HelloSent{.choice = {.kind = HelloKind::kPlainNoSni, .reason = HelloReason::kNameUnknown}}),
            "it does not know the name, so another without: sent the plain ClientHello, TLSv1 to TLSv1.2, no SNI");
  EXPECT_EQ(StepText(HelloSent{.choice = {.kind = HelloKind::kFull, .reason = HelloReason::kOnlyTls13}}),
            "it refused the version, so the full one without a name: sent the full ClientHello, TLSv1 to TLSv1.3, "
            "no SNI");
  HelloChoice legacy = {.kind = HelloKind::kLegacy, .reason = HelloReason::kRefused};
  legacy.legacy = {.version = TLS1_2_VERSION, .extensions = true};
  EXPECT_EQ(StepText(HelloSent{.choice = legacy, .server_name = "sps.example"}),
            "the last one was refused, so another: sent the ClientHello of old, up to TLSv1.2, SNI sps.example");
  legacy.legacy = {.version = SSL3_VERSION, .extensions = false};
  EXPECT_EQ(StepText(HelloSent{.choice = legacy}),
            "the last one was refused, so another: sent the ClientHello of old, up to SSLv3, no extensions, no SNI");
}

TEST(StepTextTest, WhatCameBack) {
  EXPECT_EQ(StepText(ServerHelloCame{.version = TLS1_3_VERSION, .cipher_suite = 0x1301, .group = 0x001d}),
            "ServerHello: TLSv1.3, TLS_AES_128_GCM_SHA256, X25519");
  EXPECT_EQ(StepText(ServerHelloCame{.version = TLS1_VERSION, .cipher_suite = 0x002f}),
            "ServerHello: TLSv1, TLS_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(StepText(ClientCertificateAskedFor{}),
            "CertificateRequest: it asks for a client certificate; a scan has none to give");
  EXPECT_EQ(StepText(CertificateCame{.certificates = 1, .bytes = 700}), "Certificate: 1 certificate, 700 bytes");
  EXPECT_EQ(StepText(CertificateCame{.certificates = 3, .bytes = 2'100}), "Certificate: 3 certificates, 2100 bytes");
  EXPECT_EQ(StepText(CertificateCame{}), "Certificate: an empty list");
}

TEST(StepTextTest, HowTheKeyWasProven) {
  EXPECT_EQ(StepText(KeyProven{.version = TLS1_3_VERSION, .signature_algorithm = SSL_SIGN_ECDSA_SECP256R1_SHA256}),
            "CertificateVerify: ecdsa_secp256r1_sha256; it has the certificate's key");
  EXPECT_EQ(
      StepText(KeyProven{.version = TLS1_2_VERSION, .signature_algorithm = SSL_SIGN_RSA_PKCS1_SHA256, .group = 0x0017}),
      "ServerKeyExchange: rsa_pkcs1_sha256, P-256; it has the certificate's key");
  EXPECT_EQ(StepText(KeyProven{.version = TLS1_2_VERSION, .signature_algorithm = 0x9999}),
            "ServerKeyExchange: 0x9999; it has the certificate's key");
  EXPECT_EQ(StepText(KeyProven{.version = TLS1_2_VERSION}), "it has the certificate's key");
}

TEST(StepTextTest, HowAHandshakeEnded) {
  const auto text = [](HandshakeEnded ended) {
    ended.bytes_received = 7;
    ended.took_us = 2'000;
    std::string end = StepText(ended);
    constexpr std::string_view kAfter = ", 2 ms and 7 bytes after the hello";
    EXPECT_TRUE(end.ends_with(kAfter)) << end;
    return end.substr(0, end.size() - std::min(end.size(), kAfter.size()));
  };
  EXPECT_EQ(text({.outcome = Outcome::kComplete}), "the handshake is complete");
  EXPECT_EQ(text({.outcome = Outcome::kCertificateOnly}), "left there: --certificate-only");
  EXPECT_EQ(text({.hello = HelloKind::kLegacy, .outcome = Outcome::kCertificateOnly}),
            "left there: a hello of old is read to the certificate only");
  EXPECT_EQ(text({.outcome = Outcome::kUnusableKey, .error = "BAD_ECC_CERT"}),
            "the handshake can't be completed with a key of this kind: BAD_ECC_CERT");
  EXPECT_EQ(text({.outcome = Outcome::kAlert, .alert = SSL_AD_HANDSHAKE_FAILURE}),
            "it ended the handshake with the alert handshake_failure");
  EXPECT_EQ(text({.outcome = Outcome::kNotTls, .first_bytes = "SSH-2.0-x\r\n"}),
            "what it sent is no TLS: SSH-2.0-x\\x0d\\x0a");
  EXPECT_EQ(text({.outcome = Outcome::kHandshakeFailed, .error = "DECODE_ERROR"}),
            "it broke the protocol: DECODE_ERROR");
  EXPECT_EQ(text({.outcome = Outcome::kCertificateTooLarge, .error = "more than 100 certificates"}),
            "its Certificate message is too large: more than 100 certificates");
  EXPECT_EQ(text({.outcome = Outcome::kClosed}), "it closed the connection");
  EXPECT_EQ(text({.outcome = Outcome::kReset}), "it reset the connection");
  EXPECT_EQ(text({.outcome = Outcome::kTimeout}), "no end of the handshake until the deadline");
  EXPECT_EQ(text({.outcome = Outcome::kTimeout, .error = "4 MiB received, and no end of the handshake"}),
            "given up: 4 MiB received, and no end of the handshake");
  EXPECT_EQ(text({.outcome = Outcome::kLocalFailure, .error = "out of memory"}),
            "the handshake failed here: out of memory");
  EXPECT_EQ(text({}), "the handshake failed here");
}

TEST(StepTextTest, Silence) {
  EXPECT_EQ(StepText(HandshakeEnded{.outcome = Outcome::kTimeout, .took_us = 15'000'000}),
            "silence until the deadline, 15.000 s and 0 bytes after the hello");
}

TEST(StepTextTest, WhatBecameOfIt) {
  EXPECT_EQ(StepText(FirstAnswerCounts{}), "no ClientHello got a certificate: the first answer counts");
  EXPECT_EQ(StepText(PutAside{.attempt = 1, .attempts = 3}),
            "put aside: another try may do better, once the others are done (this was 1 of 3)");
  EXPECT_EQ(StepText(TriedAgain{.attempt = 2, .attempts = 3, .waited_us = 1'250'000}),
            "try 2 of 3, after a wait of 1.250 s");
  EXPECT_EQ(StepText(Judged{.took_us = 1'000}), "judged in 1 ms");
  EXPECT_EQ(StepText(Written{.run_id = 12}), "written to the record, in run 12");
  EXPECT_EQ(StepText(Written{}), "no record is kept");
}

}  // namespace
}  // namespace certsweep::probe
