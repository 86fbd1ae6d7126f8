#include "tests/engine/pki/differential/random_hierarchy.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/x509/extensions.h"

namespace certsweep::pki {
namespace {

using suites::Key;
using suites::KeyId;
using suites::Scene;
using test::CertificateBuilder;
using test::kTestDay;
using test::kTestTime;
using test::TestCertificate;

constexpr char kMail[] = "1.3.6.1.5.5.7.3.4";
constexpr const char* kDomains[] = {"shop.example", "example", "other.example", "www.shop.example", "a.shop.example"};
constexpr const char* kNames[] = {"www.shop.example", "a.shop.example", "*.shop.example", "shop.example",
                                  "www.other.example"};

class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  Scene Make() {
    MakeEntities();
    Scene scene;
    scene.name = kNames[Below(10) < 7 ? 0 : 1];
    AddRoots(&scene);
    AddCas(&scene);
    std::shuffle(scene.sent.begin(), scene.sent.end(), random_);
    scene.sent.insert(scene.sent.begin(), MakeLeaf());
    return scene;
  }

 private:
  int Below(int limit) { return static_cast<int>(random_() % static_cast<uint32_t>(limit)); }
  bool Percent(int percent) { return Below(100) < percent; }

  // CAs in order: each is certified by some of those before it, now and then by one behind it. The first ones are
  // roots.
  void MakeEntities() {
    const int count = 3 + Below(5);
    roots_ = 1 + Below(2);
    for (int i = 0; i < count; ++i) {
      // A second key of the CA before, or a CA of its own.
      const bool renewed = i > roots_ && Percent(15);
      const std::string name = renewed ? names_.back() : "CA " + std::to_string(i);
      names_.push_back(name);
      entities_.push_back({{}, test::CommonName(name), Key(10 + i)});
    }
  }

  void AddRoots(Scene* scene) {
    for (int i = 0; i < roots_; ++i) {
      const TestCertificate& root = entities_[static_cast<size_t>(i)];
      CertificateBuilder builder = Changed(Ca(root, root), 40);
      const TestCertificate certificate = builder.Build();
      if (i == 0 || Percent(60)) scene->roots.push_back(certificate);
      if (Percent(30)) scene->sent.push_back(certificate);
    }
  }

  void AddCas(Scene* scene) {
    const int count = static_cast<int>(entities_.size());
    for (int i = 0; i < count; ++i) {
      const int certificates = i < roots_ ? Below(2) : 1 + Below(3);
      for (int k = 0; k < certificates; ++k) {
        const int issuer = Percent(15) ? Below(count) : Below(std::max(1, i));
        if (issuer == i || Percent(8)) continue;
        scene->sent.push_back(
            Changed(Ca(entities_[static_cast<size_t>(i)], entities_[static_cast<size_t>(issuer)]), 100).Build());
      }
    }
  }

  CertificateBuilder Ca(const TestCertificate& subject, const TestCertificate& issuer) {
    CertificateBuilder builder("");
    builder.Subject(subject.subject).Key(subject.key).Ca().IssuedBy(issuer);
    if (Percent(90)) builder.SubjectKeyId(KeyId(subject.key));
    if (Percent(85)) builder.AuthorityKeyId(KeyId(issuer.key));
    if (Percent(5)) builder.AuthorityKeyId("of nobody");
    return builder;
  }

  // What is odd about a CA's certificate; `percent` of the usual share of oddities.
  CertificateBuilder Changed(CertificateBuilder builder, int percent) {
    const auto happens = [&](int usual) { return Below(10000) < usual * percent; };
    if (happens(8)) builder.Valid(kTestTime - 40 * kTestDay, kTestTime - kTestDay);
    if (happens(3)) builder.Valid(kTestTime + kTestDay, kTestTime + 40 * kTestDay);
    if (happens(25)) builder.Ca(Below(3));
    if (happens(15)) builder.NameConstraints({test::DnsName(kDomains[Below(5)])}, {});
    if (happens(10)) builder.NameConstraints({}, {test::DnsName(kDomains[Below(5)])});
    if (happens(10)) builder.Dns(kNames[Below(5)]);
    if (happens(3)) builder.NotCa();
    if (happens(3)) builder.WithoutExtension(x509::kBasicConstraintsOid);
    if (happens(3)) builder.KeyUsage(x509::kCrlSign);
    if (happens(6)) builder.WithoutExtension(x509::kKeyUsageOid);
    if (happens(4)) builder.ExtendedKeyUsage({kMail});
    if (happens(10)) builder.ExtendedKeyUsage({x509::kServerAuthOid, kMail});
    if (happens(3)) builder.TamperedSignature();
    if (happens(2)) builder.Extension("1.3.6.1.4.1.32473.99", true, "");
    return builder;
  }

  TestCertificate MakeLeaf() {
    const TestCertificate& issuer = entities_[static_cast<size_t>(Below(static_cast<int>(entities_.size())))];
    CertificateBuilder builder("leaf");
    builder.Key(Key(0)).NotCa().IssuedBy(issuer);
    if (Percent(85)) builder.AuthorityKeyId(KeyId(issuer.key));
    const int names = 1 + Below(2);
    for (int i = 0; i < names; ++i) builder.Dns(kNames[Percent(60) ? 0 : Below(5)]);
    if (Percent(70)) builder.ExtendedKeyUsage({Percent(95) ? x509::kServerAuthOid : kMail});
    if (Percent(50)) builder.KeyUsage(Percent(90) ? x509::kDigitalSignature : x509::kCrlSign);
    if (Percent(4)) builder.Valid(kTestTime - 40 * kTestDay, kTestTime - kTestDay);
    if (Percent(3)) builder.Ca();
    if (Percent(3)) builder.TamperedSignature();
    return builder.Build();
  }

  std::mt19937 random_;
  int roots_ = 1;
  std::vector<std::string> names_;
  std::vector<TestCertificate> entities_;  // names and keys
};

}  // namespace

Scene RandomHierarchy(uint32_t seed) { return Generator(seed).Make(); }

}  // namespace certsweep::pki
