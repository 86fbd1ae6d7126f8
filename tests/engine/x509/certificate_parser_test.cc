// Certificates as odd as peers send them: what can be read is read, each problem is told with its field, and nothing
// that is broken passes for whole.
#include "engine/x509/certificate_parser.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CertificateBuilder;
using test::ConstructedContextTag;
using test::ContextTag;
using test::Der;
using test::DerInteger;
using test::DerSequence;
using test::DerTime;
using test::TestCertificate;
using test::TestKey;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<CertificatePtr> Parse(const std::string& der) { return Certificate::Parse(base::AsBytes(der)); }

// "fatal version: not an INTEGER"; several are joined by "; ".
std::string ProblemsOf(const std::string& der) {
  const absl::StatusOr<CertificatePtr> certificate = Parse(der);
  if (!certificate.ok()) return "error " + std::string(certificate.status().message());
  std::string out;
  for (const CertificateProblem& problem : (*certificate)->problems()) {
    if (!out.empty()) out += "; ";
    out += (problem.fatal ? "fatal " : "bad form ") + problem.field + ": " + problem.detail;
  }
  return out;
}
std::string ProblemsOf(const CertificateBuilder& builder) { return ProblemsOf(builder.Build().der); }

// Each part of a certificate as DER; tests break one.
struct Parts {
  std::string version = Der(ConstructedContextTag(0), DerInteger(2));
  std::string serial = DerInteger(0x1234);
  std::string inner_algorithm = test::AlgorithmIdentifier("1.2.840.10045.4.3.2", "");
  std::string issuer = test::CommonName("ca");
  std::string validity = DerSequence({DerTime(test::kTestNotBefore), DerTime(test::kTestNotAfter)});
  std::string subject = test::CommonName("leaf");
  std::string spki = TestKey::Ec().spki();
  std::string rest;
  std::string outer_algorithm = inner_algorithm;
  std::string signature = test::DerBitString("signature");
  std::string after_signature;
  std::string after_all;

  std::string TbsContents() const {
    return version + serial + inner_algorithm + issuer + validity + subject + spki + rest;
  }
  std::string Whole() const {
    return DerSequence({Der(test::kSequenceTag, TbsContents()), outer_algorithm, signature, after_signature}) +
           after_all;
  }
};

// The certificate with one part replaced.
std::string With(std::string Parts::* part, std::string der) {
  Parts parts;
  parts.*part = std::move(der);
  return parts.Whole();
}

TEST(CertificateParserTest, TheUsualCertificateHasNoProblem) { EXPECT_EQ(ProblemsOf(Parts().Whole()), ""); }

TEST(CertificateParserTest, FailsOnlyWhereTheOuterPartsCannotBeToldApart) {
  for (const std::string& der :
       {""s, "\0"s, "junk"s, "\x30"s, "\x30\x80"s, DerSequence({}), DerSequence({DerInteger(1)}),
        Der(test::kSetTag, Parts().Whole().substr(4)), std::string(1000, '\0')}) {
    const auto certificate = Parse(der);
    ASSERT_FALSE(certificate.ok());
    EXPECT_EQ(certificate.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_FALSE(certificate.status().message().empty());
  }
  const struct {
    std::string Parts::* part;
    const char* message;
  } kCases[] = {
      {&Parts::serial, "serialNumber is no INTEGER"}, {&Parts::inner_algorithm, "signature is no AlgorithmIdentifier"},
      {&Parts::issuer, "issuer is no Name"},          {&Parts::validity, "validity is no SEQUENCE"},
      {&Parts::subject, "subject is no Name"},        {&Parts::spki, "subjectPublicKeyInfo is no SEQUENCE"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ProblemsOf(With(c.part, Der(test::kUtf8StringTag, "x"))), std::string("error ") + c.message);
  }
}

TEST(CertificateParserTest, NoTruncationSucceeds) {
  const TestCertificate whole = CertificateBuilder("leaf").Key(TestKey::Ec("P-521")).Dns("a.example").Ca().Build();
  for (size_t size = 0; size < whole.der.size(); ++size) EXPECT_FALSE(Parse(whole.der.substr(0, size)).ok()) << size;
}

// The same where the lengths of the outer parts are right.
TEST(CertificateParserTest, NoShorterTbsCertificateSucceeds) {
  const Parts parts;
  const std::string contents = parts.TbsContents();
  for (size_t size = 0; size < contents.size(); ++size) {
    const std::string tbs = Der(test::kSequenceTag, contents.substr(0, size));
    EXPECT_FALSE(Parse(DerSequence({tbs, parts.outer_algorithm, parts.signature})).ok()) << size;
  }
}

TEST(CertificateParserTest, EveryFlippedBitIsAnErrorOrAnotherCertificate) {
  const TestCertificate whole =
      CertificateBuilder("leaf").Dns("a.example").Ca(1).NameConstraints({test::DnsName("b")}, {}).Build();
  const CertificatePtr original = whole.Parse();
  std::string der = whole.der;
  for (size_t bit = 0; bit < 8 * der.size(); ++bit) {
    der[bit / 8] = static_cast<char>(der[bit / 8] ^ (1 << bit % 8));
    const auto changed = Parse(der);
    if (changed.ok()) {
      EXPECT_EQ(base::AsText((*changed)->der()), der);
      EXPECT_NE((*changed)->sha256(), original->sha256());
      EXPECT_FALSE((*changed)->is_self_signed()) << bit;
    }
    der[bit / 8] = static_cast<char>(der[bit / 8] ^ (1 << bit % 8));
  }
}

TEST(CertificateParserTest, LengthsAreThoseOfDer) {
  const std::string whole = Parts().Whole();
  ASSERT_EQ(whole.substr(0, 2), "\x30\x81");
  EXPECT_THAT(ProblemsOf("\x30\x82\0"s + whole.substr(2)), HasSubstr("error ")) << "an octet too many";
  EXPECT_THAT(ProblemsOf("\x30\x80"s + whole.substr(3) + "\0\0"s), HasSubstr("error ")) << "indefinite";
  EXPECT_THAT(ProblemsOf("\x30\x84\xff\xff\xff\xff"s + whole.substr(3)), HasSubstr("error ")) << "4 GiB";
}

TEST(CertificateParserTest, TrailingDataIsFatal) {
  EXPECT_EQ(ProblemsOf(With(&Parts::after_all, "\0"s)), "fatal certificate: 1 octets follow it");
  EXPECT_EQ(ProblemsOf(With(&Parts::after_all, Parts().Whole())),
            "fatal certificate: " + std::to_string(Parts().Whole().size()) + " octets follow it");
  EXPECT_THAT(ProblemsOf(With(&Parts::after_signature, DerInteger(1))), HasSubstr("fatal signatureValue: "));
}

TEST(CertificateParserTest, Version) {
  const auto version = [](const std::string& der) { return ProblemsOf(With(&Parts::version, der)); };
  const auto number = [&](uint64_t n) { return version(Der(ConstructedContextTag(0), DerInteger(n))); };
  EXPECT_EQ((*Parse(With(&Parts::version, "")))->version(), 1);
  EXPECT_EQ(version(""), "");
  EXPECT_EQ(number(0), "bad form version: version 1 is written out, which DER forbids");
  EXPECT_EQ(number(1), "");
  EXPECT_EQ((*Parse(With(&Parts::version, Der(ConstructedContextTag(0), DerInteger(1)))))->version(), 2);
  EXPECT_EQ(number(3), "fatal version: no version has the number 3");
  EXPECT_EQ(number(UINT64_MAX), "fatal version: no version has the number 18446744073709551615");
  EXPECT_EQ(version(Der(ConstructedContextTag(0), Der(test::kIntegerTag, "\xff"))), "fatal version: not an INTEGER");
  EXPECT_EQ(version(Der(ConstructedContextTag(0), "")), "fatal version: not an INTEGER");
  EXPECT_EQ(version(Der(ConstructedContextTag(0), DerInteger(2) + DerInteger(2))), "fatal version: not an INTEGER");
}

TEST(CertificateParserTest, WhatNeedsALaterVersionIsBadForm) {
  EXPECT_EQ(ProblemsOf(CertificateBuilder().Version(1).Dns("a")), "bad form version: extensions in version 1");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().Version(2).Dns("a")), "bad form version: extensions in version 2");
  for (const int field : {1, 2}) {
    EXPECT_EQ(ProblemsOf(CertificateBuilder().Version(1).RawUniqueIds(Der(ContextTag(field), "\0x"s))),
              "bad form version: unique identifiers in version 1");
  }
  EXPECT_EQ(
      ProblemsOf(CertificateBuilder().Version(2).RawUniqueIds(Der(ContextTag(1), "\0x"s) + Der(ContextTag(2), "\0y"s))),
      "");
  // The names are read for all that: they are evidence.
  EXPECT_EQ(CertificateBuilder().Version(1).Dns("a").Build().Parse()->subject_alt_name()->count(), 1u);
}

TEST(CertificateParserTest, SerialNumber) {
  const auto serial = [](const std::string& octets) { return ProblemsOf(CertificateBuilder().RawSerial(octets)); };
  EXPECT_EQ(serial("\x7f" + std::string(19, '\1')), "");
  EXPECT_EQ(serial(""), "fatal serialNumber: an INTEGER without octets");
  EXPECT_EQ(serial("\0"s), "bad form serialNumber: zero or negative");
  EXPECT_EQ(serial("\xff"), "bad form serialNumber: zero or negative");
  EXPECT_EQ(serial("\0\1"s), "bad form serialNumber: more octets than the number needs");
  EXPECT_EQ(serial("\xff\xff"),
            "bad form serialNumber: more octets than the number needs; bad form serialNumber: zero or negative");
  EXPECT_EQ(serial("\0\x80"s + std::string(19, '\1')), "bad form serialNumber: 21 octets, over 20");
}

TEST(CertificateParserTest, TheTwoAlgorithmsMustBeTheSame) {
  const std::string sha384 = test::AlgorithmIdentifier("1.2.840.10045.4.3.3", "");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().RawInnerAlgorithm(sha384)),
            "fatal signature: not the same algorithm as signatureAlgorithm");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().RawOuterAlgorithm(sha384)),
            "fatal signature: not the same algorithm as signatureAlgorithm");
  const std::string with_null = test::AlgorithmIdentifier("1.2.840.10045.4.3.2");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().RawInnerAlgorithm(with_null)),
            "fatal signature: not the same algorithm as signatureAlgorithm");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().RawInnerAlgorithm(with_null).RawOuterAlgorithm(with_null)),
            "bad form signatureAlgorithm: there are parameters, where none belong");
}

TEST(CertificateParserTest, Signature) {
  EXPECT_THAT(ProblemsOf(With(&Parts::outer_algorithm, DerInteger(1))), HasSubstr("fatal signatureAlgorithm: "));
  for (const std::string& signature : {""s, DerInteger(1), Der(test::kBitStringTag, ""),
                                       Der(test::kBitStringTag, "\x01\x02"), Der(test::kBitStringTag, "\x08sig")}) {
    const std::string der = With(&Parts::signature, signature);
    EXPECT_EQ(ProblemsOf(der), "fatal signatureValue: not a BIT STRING of whole octets at the end");
    EXPECT_THAT((*Parse(der))->signature(), IsEmpty());
  }
}

TEST(CertificateParserTest, Names) {
  const std::string latin1 = test::CommonName("M\xfcller");
  EXPECT_EQ(ProblemsOf(With(&Parts::subject, DerSequence({DerInteger(1)}))), "fatal subject: not a Name");
  EXPECT_EQ(ProblemsOf(With(&Parts::issuer, DerSequence({DerInteger(1)}))), "fatal issuer: not a Name");
  EXPECT_EQ(ProblemsOf(With(&Parts::subject, latin1)), "bad form subject: a string that is not of its type");
  EXPECT_EQ(ProblemsOf(With(&Parts::issuer, latin1)), "bad form issuer: a string that is not of its type");
  EXPECT_EQ(ProblemsOf(With(&Parts::issuer, DerSequence({}))), "bad form issuer: it is empty");
}

TEST(CertificateParserTest, AnEmptySubjectNeedsACriticalSubjectAltName) {
  const std::string empty = DerSequence({}), issuer = test::CommonName("ca");
  const CertificateBuilder builder = CertificateBuilder().Subject(empty).IssuerName(issuer);
  EXPECT_EQ(ProblemsOf(builder), "bad form subject: it is empty, and there is no subjectAltName");
  EXPECT_EQ(ProblemsOf(CertificateBuilder(builder).Dns("a")),
            "bad form extensions.subjectAltName: not critical although the subject is empty");
  EXPECT_EQ(ProblemsOf(CertificateBuilder(builder).Dns("a").CriticalSan()), "");
}

TEST(CertificateParserTest, Validity) {
  const auto validity = [](const std::vector<std::string>& times) {
    return ProblemsOf(CertificateBuilder().RawValidity(DerSequence(times)));
  };
  const auto generalized = [](const char* text) { return Der(test::kGeneralizedTimeTag, text); };
  const std::string before = DerTime(test::kTestNotBefore), after = DerTime(test::kTestNotAfter);
  EXPECT_EQ(validity({before, generalized("99991231235959Z")}), "");
  EXPECT_EQ(validity({after, before}), "") << "an empty period is no matter of encoding";
  EXPECT_EQ(validity({generalized("20240101000000Z"), after}),
            "bad form validity.notBefore: GeneralizedTime for a year that is to be written as UTCTime");
  for (const char* utc_time_would_do : {"19500101000000Z", "20491231235959Z"}) {
    EXPECT_EQ(validity({generalized(utc_time_would_do), after}),
              "bad form validity.notBefore: GeneralizedTime for a year that is to be written as UTCTime");
  }
  EXPECT_EQ(validity({generalized("19491231235959Z"), generalized("20500101000000Z")}), "");
  EXPECT_EQ(validity({before, generalized("20510101000000+0100")}),
            "bad form validity.notAfter: not in the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ");
  EXPECT_EQ(validity({Der(test::kUtcTimeTag, "2401010000Z"), after}),
            "bad form validity.notBefore: not in the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ");
  EXPECT_EQ(validity({Der(test::kUtcTimeTag, "junk"), after}), "fatal validity.notBefore: it is no time");
  for (const char* text : {"240101000000Z", "20240101000000Z"}) {
    EXPECT_EQ(validity({before, Der(test::kUtf8StringTag, text)}), "fatal validity.notAfter: it is no time");
  }
  EXPECT_EQ(validity({before}), "fatal validity.notAfter: it is no time");
  EXPECT_EQ(validity({}), "fatal validity.notBefore: it is no time");
  EXPECT_EQ(validity({before, after, after}), "fatal validity: something follows the two times");
}

TEST(CertificateParserTest, ReadsTimesOfEveryCentury) {
  const CertificatePtr old = CertificateBuilder().Valid(-2208988800, 253402300799).Build().Parse();
  EXPECT_EQ(old->not_before(), -2208988800);  // 1900-01-01
  EXPECT_EQ(old->not_after(), 253402300799);  // 9999-12-31T23:59:59Z
  EXPECT_THAT(old->problems(), IsEmpty());
}

TEST(CertificateParserTest, SubjectPublicKeyInfo) {
  EXPECT_EQ(ProblemsOf(With(&Parts::spki, test::ExplicitCurveSpki(256))),
            "bad form subjectPublicKeyInfo: EC parameters that are written out, which RFC 5480 forbids");
  EXPECT_EQ(ProblemsOf(With(&Parts::spki, DerSequence({}))), "fatal subjectPublicKeyInfo: not a SubjectPublicKeyInfo");
  EXPECT_EQ(ProblemsOf(With(&Parts::spki, test::Ed448Spki())), "");
  EXPECT_EQ(ProblemsOf(With(&Parts::spki, test::DsaSpki(1024))), "");
  EXPECT_EQ(ProblemsOf(With(&Parts::spki, test::RsaPssSpki(TestKey::Rsa()))), "");
}

TEST(CertificateParserTest, WhatFollowsTheKey) {
  const std::string extensions = Der(
      ConstructedContextTag(3),
      DerSequence(
          {DerSequence({test::DerOid("2.5.29.17"), Der(test::kOctetStringTag, DerSequence({test::DnsName("a")}))})}));
  EXPECT_EQ(ProblemsOf(With(&Parts::rest, extensions)), "");
  for (const std::string& rest :
       {DerInteger(1), extensions + DerInteger(1), extensions + extensions, extensions + Der(ContextTag(1), "\0x"s),
        "\xa3\x05"s, Der(ConstructedContextTag(4), "")}) {
    EXPECT_THAT(ProblemsOf(With(&Parts::rest, rest)),
                HasSubstr("fatal tbsCertificate: what follows subjectPublicKeyInfo can't be read"));
  }
  EXPECT_THAT(ProblemsOf(With(&Parts::rest, Der(ConstructedContextTag(3), ""))), HasSubstr("fatal extensions: "));
}

TEST(CertificateParserTest, ProblemsOfExtensionsAreTold) {
  EXPECT_EQ(ProblemsOf(CertificateBuilder().Dns("a").Extension("2.5.29.17", false, DerSequence({test::DnsName("b")}))),
            "fatal extensions: duplicate extension 2.5.29.17");
  EXPECT_EQ(ProblemsOf(CertificateBuilder().Extension("2.5.29.15", true, "junk")),
            "fatal extensions.keyUsage: not a BIT STRING");
}

TEST(CertificateParserTest, SeveralProblemsAreAllTold) {
  Parts parts;
  parts.serial = Der(test::kIntegerTag, "\0"s);
  parts.issuer = DerSequence({});
  parts.validity = DerSequence({});
  parts.after_all = "x";
  EXPECT_EQ(ProblemsOf(parts.Whole()),
            "fatal certificate: 1 octets follow it; bad form serialNumber: zero or negative; bad form issuer: it is "
            "empty; fatal validity.notBefore: it is no time");
}

TEST(CertificateParserTest, HugeCertificatesAreRead) {
  CertificateBuilder names("huge");
  for (int i = 0; i < 50000; ++i) names.Dns("host-" + std::to_string(i) + ".corp.example");
  const CertificatePtr many_names = names.Build().Parse();
  EXPECT_EQ(many_names->subject_alt_name()->dns_names.size(), 50000u);
  EXPECT_THAT(many_names->problems(), IsEmpty());
  const CertificatePtr long_subject = CertificateBuilder(std::string(65536, 'x')).Build().Parse();
  EXPECT_THAT(long_subject->problems(), IsEmpty());
  EXPECT_LE(long_subject->subject().text().size(), 1024u);
  EXPECT_TRUE(long_subject->is_self_signed());
  EXPECT_EQ(ProblemsOf(CertificateBuilder().RawSerial("\x01" + std::string(1 << 20, 'x'))),
            "bad form serialNumber: 1048577 octets, over 20");
}

}  // namespace
}  // namespace certsweep::x509
