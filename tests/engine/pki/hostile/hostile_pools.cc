#include "tests/engine/pki/hostile/hostile_pools.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/x509/extensions.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki::hostile {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

constexpr char kMail[] = "1.3.6.1.5.5.7.3.4";

TestKey Key(int index) { return TestKey::Ec("P-256", index); }
std::string KeyId(const TestKey& key) {
  return std::string(base::AsText(base::Sha256(base::AsBytes(key.spki()))).substr(0, 20));
}

// A CA's name and key, without a certificate.
TestCertificate Entity(std::string_view name, const TestKey& key) { return {{}, test::CommonName(name), key}; }
TestCertificate Entity(std::string_view name, int key) { return Entity(name, Key(key)); }
std::string Numbered(const char* name, int number) { return name + std::to_string(number); }

CertificateBuilder Ca(const TestCertificate& subject, const TestCertificate& issuer) {
  return CertificateBuilder("")
      .Subject(subject.subject)
      .Key(subject.key)
      .Ca()
      .SubjectKeyId(KeyId(subject.key))
      .IssuedBy(issuer)
      .AuthorityKeyId(KeyId(issuer.key));
}
CertificateBuilder WithoutKeyIds(CertificateBuilder builder) {
  return builder.WithoutExtension(x509::kSubjectKeyIdOid).WithoutExtension(x509::kAuthorityKeyIdOid);
}
CertificateBuilder Leaf(const TestCertificate& issuer) {
  return CertificateBuilder("leaf")
      .Key(Key(0))
      .NotCa()
      .KeyUsage(x509::kDigitalSignature)
      .ExtendedKeyUsage({x509::kServerAuthOid})
      .Dns(kServerName)
      .IssuedBy(issuer)
      .AuthorityKeyId(KeyId(issuer.key));
}

TestCertificate Anchor() { return Entity("Anchor", 1); }
std::string Der(const CertificateBuilder& builder) { return builder.Build().der; }
std::string AnchorDer() { return Der(Ca(Anchor(), Anchor()).WithoutExtension(x509::kAuthorityKeyIdOid)); }
Pool Below(const TestCertificate& issuer) { return {.sent = {Der(Leaf(issuer))}, .anchors = {AnchorDer()}}; }

enum class Good { kNone, kFirst, kLast };

void AddGood(Good good, std::string der, Pool* pool) {
  if (good == Good::kFirst) pool->sent.insert(pool->sent.begin() + 1, std::move(der));
  if (good == Good::kLast) pool->sent.push_back(std::move(der));
}

// One CA, certified by hundreds of CAs that nobody knows.
Pool Twins(int count, Good good) {
  const TestCertificate twin = Entity("Twin", 2);
  Pool pool = Below(twin);
  for (int i = 0; i < count; ++i) pool.sent.push_back(Der(Ca(twin, Entity(Numbered("Unknown ", i), 3))));
  AddGood(good, Der(Ca(twin, Anchor())), &pool);
  return pool;
}

// `levels` CAs one above the other with `twins` certificates each: twins^levels ways up.
Pool Layers(int levels, int twins, const TestCertificate& top, const std::function<void(CertificateBuilder*)>& change) {
  Pool pool = Below(Entity("Layer 0", 10));
  for (int level = 0; level < levels; ++level) {
    const TestCertificate subject = Entity(Numbered("Layer ", level), 10 + level);
    const TestCertificate issuer = level + 1 == levels ? top : Entity(Numbered("Layer ", level + 1), 10 + level + 1);
    for (int i = 0; i < twins; ++i) {
      CertificateBuilder builder = Ca(subject, issuer);
      change(&builder);
      pool.sent.push_back(Der(builder));
    }
  }
  return pool;
}

enum class Ids { kNone, kTheSame, kTheirOwn };

// Hundreds of CAs of one name, each with a key of its own; the leaf was signed by the good one, or by none of them.
Pool Namesakes(int count, Ids ids, Good good) {
  const TestCertificate issuer = Entity("Namesake", 2);
  Pool pool = Below(issuer);
  const auto certificate = [&](int key) {
    CertificateBuilder builder = Ca(Entity("Namesake", key), Anchor());
    if (ids == Ids::kNone) builder.WithoutExtension(x509::kSubjectKeyIdOid);
    if (ids == Ids::kTheSame) builder.SubjectKeyId(KeyId(issuer.key));
    // Without the identifier the good one would not be valid under the rules.
    if (key == 2) builder.SubjectKeyId(KeyId(issuer.key));
    return Der(builder);
  };
  for (int i = 0; i < count; ++i) pool.sent.push_back(certificate(100 + i));
  AddGood(good, certificate(2), &pool);
  return pool;
}

// Each signs the next, and all have one name: any could have signed any.
Pool NamesakeChain(int length, bool one_key, bool with_ids) {
  const auto entity = [&](int i) { return Entity("Link", one_key ? 2 : 100 + i); };
  const auto change = [with_ids](CertificateBuilder builder) { return with_ids ? builder : WithoutKeyIds(builder); };
  Pool pool = {.sent = {Der(change(Leaf(entity(0))))}, .anchors = {AnchorDer()}};
  for (int i = 0; i < length; ++i) {
    const TestCertificate issuer = i + 1 == length ? Anchor() : entity(i + 1);
    pool.sent.push_back(Der(change(Ca(entity(i), issuer))));
  }
  return pool;
}

Pool DeepChain(int length) {
  return Layers(length, 1, Anchor(), [](CertificateBuilder*) {});
}

// CAs in a ring; all of one name, or each with its own.
Pool Ring(int length, bool one_name) {
  const auto entity = [&](int i) { return Entity(one_name ? "Ring" : Numbered("Ring ", i), 100 + i); };
  Pool pool = Below(entity(0));
  for (int i = 0; i < length; ++i) pool.sent.push_back(Der(Ca(entity(i), entity((i + 1) % length))));
  return pool;
}

// Each of the CAs certifies every other one. The anchor, if it is one of them, allows no CA below itself.
Pool Complete(int count, bool with_anchor, const std::function<void(CertificateBuilder*)>& change) {
  const auto entity = [&](int i) { return with_anchor && i == 0 ? Anchor() : Entity(Numbered("Node ", i), 100 + i); };
  Pool pool = Below(entity(count - 1));
  for (int issuer = 0; issuer < count; ++issuer) {
    for (int subject = 0; subject < count; ++subject) {
      if (subject == issuer) continue;
      CertificateBuilder builder = Ca(entity(subject), entity(issuer));
      change(&builder);
      pool.sent.push_back(Der(builder));
    }
  }
  pool.anchors = {Der(Ca(Anchor(), Anchor()).WithoutExtension(x509::kAuthorityKeyIdOid).Ca(0))};
  return pool;
}
void Unchanged(CertificateBuilder*) {}

using NameOf = std::function<std::string(int)>;  // a GeneralName

std::vector<std::string> Many(int count, const NameOf& name) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(name(i));
  return names;
}

// A leaf with many names below CAs with many constraints.
Pool Constrained(int cas, int constraints, const NameOf& permitted, const NameOf& excluded, int names,
                 const NameOf& name) {
  const std::vector<std::string> permits = permitted ? Many(constraints, permitted) : std::vector<std::string>();
  const std::vector<std::string> excludes = excluded ? Many(constraints, excluded) : std::vector<std::string>();
  Pool pool =
      Layers(cas, 1, Anchor(), [&](CertificateBuilder* builder) { builder->NameConstraints(permits, excludes); });
  CertificateBuilder leaf = Leaf(Entity("Layer 0", 10));
  for (int i = 0; i < names; ++i) leaf.San(name(i));
  pool.sent.front() = Der(leaf);
  return pool;
}

NameOf Dns(const std::string& end, const std::string& begin = "n") {
  return [=](int i) { return test::DnsName(begin + std::to_string(i) + end); };
}
NameOf Mail(const std::string& end) {
  return [=](int i) { return test::EmailName("user" + std::to_string(i) + "@" + end); };
}
std::string Address(int i, int first) {
  return std::to_string(first) + "." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." +
         std::to_string(i & 255);
}
NameOf Networks(int first) {
  return [=](int i) { return test::IpRangeName(Address(i, first) + "/32"); };
}
NameOf Addresses(int first) {
  return [=](int i) { return test::IpName(Address(i, first)); };
}
// Names of many relative names that differ in the last one alone.
NameOf Directories(int length, const std::string& last) {
  return [=](int i) {
    std::vector<std::vector<test::NameAttribute>> names(static_cast<size_t>(length), {{"2.5.4.11", "unit"}});
    names.push_back({{"2.5.4.3", last + std::to_string(i)}});
    return test::DirectoryName(test::DerName(names));
  };
}
// The host stands at the end of a long text.
NameOf LongUris(int length) {
  return [=](int i) {
    return test::UriName("x" + std::string(static_cast<size_t>(length), 'y') + "://user@h" + std::to_string(i) +
                         ".example");
  };
}

// Issuers whose keys are as large as BoringSSL takes them, and signatures that are none.
Pool LargeRsa(int count, uint64_t exponent, bool self_issued) {
  const std::string spki = test::RsaSpki(16384, exponent);
  const auto key = [&](int i) {
    std::string other = spki;
    other[other.size() / 2] = static_cast<char>(i);  // in the modulus
    return TestKey::OfSpki(other);
  };
  const auto signature = [](int i) { return std::string(1, '\x01') + std::string(2047, static_cast<char>(i)); };
  const TestCertificate first = Entity("Large", key(0));
  Pool pool = {.sent = {Der(Leaf(first).RawSignature(signature(0)))}, .anchors = {AnchorDer()}};
  for (int i = 0; i < count; ++i) {
    const TestCertificate subject = Entity("Large", key(i));
    const TestCertificate issuer = self_issued ? subject : Entity("Larger", key(0));
    CertificateBuilder builder = Ca(subject, issuer).RawSignature(signature(i));
    pool.sent.push_back(Der(self_issued ? builder.WithoutExtension(x509::kAuthorityKeyIdOid) : builder));
  }
  return pool;
}

std::vector<std::string> Oids(int count) {
  std::vector<std::string> oids;
  for (int i = 0; i < count; ++i) oids.push_back("1.3.6.1.4.1.32473.2." + std::to_string(i));
  return oids;
}

// Policies without end on every way up, and a demand for one that is nowhere.
Pool Policies(int levels, int twins, int count) {
  const std::vector<std::string> oids = Oids(count);
  return Layers(levels, twins, Anchor(),
                [&](CertificateBuilder* builder) { builder->Policies(oids).PolicyConstraints(0, 0); });
}

// All that can be wrong with a CA.
void Wrong(CertificateBuilder* builder) {
  builder->NotCa()
      .KeyUsage(x509::kDigitalSignature)
      .ExtendedKeyUsage({kMail})
      .Valid(test::kTestTime - 3 * test::kTestDay, test::kTestTime - test::kTestDay)
      .RawSerial(std::string(1, '\0'))
      .Hash(x509::HashAlgorithm::kSha1)
      .Extension("1.3.6.1.4.1.32473.3", true, "")
      .Extension(x509::kAuthorityInfoAccessOid, false, "");
}

Pool Strangers(int count) {
  Pool pool = Below(Entity("Missing", 2));
  const TestCertificate nobody = Entity("Nobody", 3);
  for (int i = 0; i < count; ++i) pool.sent.push_back(Der(Ca(Entity(Numbered("Stranger ", i), 4), nobody)));
  return pool;
}

// A CA that certified itself, or its next key, again and again: each could have issued each.
Pool Renewals(int count, bool next_key) {
  const auto entity = [&](int i) { return Entity("Renewed", next_key ? 100 + i % 500 : 2); };
  Pool pool = Below(entity(0));
  for (int i = 0; i < count; ++i) pool.sent.push_back(Der(Ca(entity(i), entity(i + 1))));
  return pool;
}

Pool Junk(int count) {
  Pool pool = Below(Anchor());
  for (int i = 0; i < count; ++i) pool.sent.push_back(Numbered("junk ", i));
  return pool;
}

class Catalogue {
 public:
  std::vector<PoolCase> Take() {
    AddTwins();
    AddLayers();
    AddFewLayers();
    AddNamesakes();
    AddChainsAndRings();
    AddCompleteGraphs();
    AddConstraints();
    AddLargeKeys();
    AddContents();
    return std::move(cases_);
  }

 private:
  void Add(const char* family, std::string name, std::function<Pool()> make, Outcome outcome) {
    cases_.push_back({family, std::move(name), std::move(make), outcome});
  }

  void AddTwins() {
    for (const int count : {100, 300, 600}) {
      const std::string name = std::to_string(count) + " by strangers";
      Add("twins", name, [=] { return Twins(count, Good::kNone); }, Outcome::kRefused);
      Add("twins", name + ", the good one first", [=] { return Twins(count, Good::kFirst); }, Outcome::kTrusted);
      Add("twins", name + ", the good one last", [=] { return Twins(count, Good::kLast); }, Outcome::kTrusted);
    }
  }

  void AddLayers() {
    const std::pair<int, int> shapes[] = {{2, 40}, {3, 20}, {5, 8}, {8, 4}, {12, 3}, {20, 2}, {40, 2}};
    for (const auto& [levels, twins] : shapes) {
      const std::string name = std::to_string(levels) + " levels of " + std::to_string(twins);
      const int l = levels, t = twins;
      constexpr Outcome outcome = Outcome::kExhausted;
      Add("layers", name + ", no way out", [=] { return Layers(l, t, Entity("Unknown", 3), Unchanged); }, outcome);
      Add(
          "layers", name + ", every way expired",
          [=] {
            return Layers(l, t, Anchor(), [](CertificateBuilder* builder) {
              builder->Valid(test::kTestTime - 3 * test::kTestDay, test::kTestTime - test::kTestDay);
            });
          },
          outcome);
    }
  }

  void AddFewLayers() {
    Add(
        "layers", "2 levels of 15, no way out", [] { return Layers(2, 15, Entity("Unknown", 3), Unchanged); },
        Outcome::kRefused);
  }

  void AddNamesakes() {
    const std::pair<Ids, const char*> kinds[] = {{Ids::kNone, "no identifiers"},
                                                 {Ids::kTheSame, "one identifier"},
                                                 {Ids::kTheirOwn, "identifiers of their own"}};
    for (const int count : {100, 300, 600}) {
      for (const auto& [ids, text] : kinds) {
        const std::string name = std::to_string(count) + " keys, " + text;
        const Ids kind = ids;
        Add("namesakes", name, [=] { return Namesakes(count, kind, Good::kNone); }, Outcome::kRefused);
        Add(
            "namesakes", name + ", the good one last", [=] { return Namesakes(count, kind, Good::kLast); },
            Outcome::kTrusted);
      }
    }
    for (const bool one_key : {false, true}) {
      for (const bool with_ids : {false, true}) {
        const std::string name = std::string("chain of 100, ") + (one_key ? "one key" : "each its key") +
                                 (with_ids ? ", identifiers" : ", no identifiers");
        // With one key the shortest way is found: the last one signed the leaf as well.
        const Outcome found = with_ids ? Outcome::kTrusted : Outcome::kRefused;
        const Outcome outcome = one_key ? found : Outcome::kExhausted;
        Add("namesakes", name, [=] { return NamesakeChain(100, one_key, with_ids); }, outcome);
      }
    }
  }

  void AddChainsAndRings() {
    for (const int length : {30, 62, 63, 100, 200}) {
      Add(
          "deep chain", std::to_string(length) + " CAs", [=] { return DeepChain(length); },
          length > 62 ? Outcome::kExhausted : Outcome::kTrusted);
    }
    for (const bool one_name : {false, true}) {
      for (const int length : {2, 3, 10, 60}) {
        Add(
            "ring", std::to_string(length) + (one_name ? " keys of one CA" : " CAs"),
            [=] { return Ring(length, one_name); }, one_name && length == 60 ? Outcome::kExhausted : Outcome::kRefused);
      }
    }
  }

  void AddCompleteGraphs() {
    for (const bool with_anchor : {false, true}) {
      for (const int count : {4, 8, 12, 16, 32}) {
        Add(
            "complete graph", std::to_string(count) + (with_anchor ? " CAs, one of them the anchor" : " CAs"),
            [=] { return Complete(count, with_anchor, Unchanged); },
            count == 4 ? Outcome::kRefused : Outcome::kExhausted);
      }
    }
  }

  void AddConstraints() {
    const NameOf other = Dns(".other.example");
    const auto add = [this](const std::string& name, Outcome outcome, auto... arguments) {
      Add("constraints", name, [=] { return Constrained(arguments...); }, outcome);
    };
    add(
        "10,000 permitted domains, 10,000 names in them", Outcome::kExhausted, 1, 10000,
        [](int i) { return i == 0 ? test::DnsName(kServerName) : Dns(".target.example")(i - 1); }, NameOf(), 9999,
        Dns(".target.example"));
    add("10,000 excluded domains, 10,000 other names", Outcome::kExhausted, 1, 10000, NameOf(), other, 10000,
        Dns(".target.example"));
    add("10,000 excluded domains, 10,000 wildcards", Outcome::kExhausted, 1, 10000, NameOf(), other, 10000,
        Dns(".target.example", "*.n"));
    add("10,000 excluded networks, 10,000 addresses", Outcome::kExhausted, 1, 10000, NameOf(), Networks(10), 10000,
        Addresses(11));
    add("10,000 excluded mailboxes, 10,000 others", Outcome::kExhausted, 1, 10000, NameOf(), Mail("a.example"), 10000,
        Mail("b.example"));
    add("500 excluded names of 100 parts, 500 others", Outcome::kExhausted, 1, 500, NameOf(), Directories(100, "a"),
        500, Directories(100, "b"));
    add("60 excluded names of 1,000 parts, 60 others", Outcome::kExhausted, 1, 60, NameOf(), Directories(1000, "a"), 60,
        Directories(1000, "b"));
    add(
        "1,000 excluded hosts, 100 URIs of 10,000 octets", Outcome::kTrusted, 1, 1000, NameOf(),
        [](int i) { return test::UriName("x" + std::to_string(i) + ".example"); }, 100, LongUris(10000));
    add(
        "10,000 excluded hosts, one URI of a megabyte", Outcome::kTrusted, 1, 10000, NameOf(),
        [](int i) { return test::UriName("x" + std::to_string(i) + ".example"); }, 1, LongUris(1000000));
    add(
        "one excluded mailbox of a megabyte, 10,000 others", Outcome::kTrusted, 1, 1, NameOf(),
        [](int) { return test::EmailName(std::string(1000000, 'a') + "@a.example"); }, 10000, Mail("b.example"));
    add(
        "one excluded domain of a megabyte, 10,000 wildcards", Outcome::kTrusted, 1, 1, NameOf(),
        [](int) { return test::DnsName(std::string(1000000, 'a')); }, 10000, Dns(".target.example", "*.n"));
    add("20 CAs of 1,000 excluded domains, 1,000 names", Outcome::kExhausted, 20, 1000, NameOf(), other, 1000,
        Dns(".target.example"));
  }

  void AddLargeKeys() {
    for (const int count : {20, 60, 100}) {
      const std::string name = std::to_string(count) + " RSA keys of 16,384 bits";
      Add("large keys", name, [=] { return LargeRsa(count, 65537, false); }, Outcome::kExhausted);
      Add(
          "large keys", name + ", long exponents", [=] { return LargeRsa(count, 0x1ffffffff, false); },
          Outcome::kExhausted);
      Add(
          "large keys", name + ", self-issued", [=] { return LargeRsa(count, 0x1ffffffff, true); },
          Outcome::kExhausted);
    }
  }

  void AddContents() {
    Add("contents", "policies: 3 levels of 8, 1,000 each", [] { return Policies(3, 8, 1000); }, Outcome::kExhausted);
    Add("contents", "policies: 20 levels of 2, 200 each", [] { return Policies(20, 2, 200); }, Outcome::kExhausted);
    Add("contents", "policies: one CA, 50,000", [] { return Policies(1, 1, 50000); }, Outcome::kRefused);
    Add(
        "contents", "all that can be wrong: 50 levels of 2", [] { return Layers(50, 2, Anchor(), Wrong); },
        Outcome::kExhausted);
    Add(
        "contents", "7 CAs that all certify each other, 1,000 names each",
        [] {
          return Complete(7, false, [](CertificateBuilder* builder) {
            for (const std::string& name : Many(1000, Dns(".target.example"))) builder->San(name);
          });
        },
        Outcome::kExhausted);
    Add(
        "contents", "7 CAs that all certify each other, 1,000 purposes each",
        [] { return Complete(7, false, [](CertificateBuilder* builder) { builder->ExtendedKeyUsage(Oids(1000)); }); },
        Outcome::kExhausted);
    Add("contents", "5,000 strangers", [] { return Strangers(5000); }, Outcome::kRefused);
    Add(
        "contents", "2,000 certificates of one CA by itself", [] { return Renewals(2000, false); },
        Outcome::kExhausted);
    Add("contents", "2,000 keys of one CA, each by the next", [] { return Renewals(2000, true); }, Outcome::kExhausted);
    Add("contents", "10,000 pieces of junk", [] { return Junk(10000); }, Outcome::kTrusted);
  }

  std::vector<PoolCase> cases_;
};

}  // namespace

const std::vector<PoolCase>& HostilePools() {
  static const auto* pools = new std::vector<PoolCase>(Catalogue().Take());
  return *pools;
}

}  // namespace certsweep::pki::hostile
