// The names of the server: subjectAltName alone, wildcards, what a dNSName may hold, and that a common name never
// counts.
#include <gtest/gtest.h>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {
namespace {

using test::CertificateBuilder;

Scene Asked(const CertificateBuilder& leaf, const std::string& name) {
  return {.sent = {leaf.Build()}, .roots = {Root()}, .name = name};
}
// A certificate for the dNSName `presented`, asked for `name`.
Scene Dns(const std::string& presented, const std::string& name) {
  return Asked(NamelessServer(Root()).Dns(presented), name);
}
Scene Ip(const std::string& presented, const std::string& name) {
  return Asked(NamelessServer(Root()).Ip(presented), name);
}

TEST(NamesSuite, WhatMatches) {
  const Case cases[] = {
      {"the very name", "", [] { return Dns("www.shop.example", "www.shop.example"); }, Everywhere(kTrusted)},
      {"the name in capitals", "DNS knows no case", [] { return Dns("WWW.Shop.example", "www.shop.EXAMPLE"); },
       Everywhere(kTrusted)},
      {"a trailing dot in the question", "it is the same host",
       [] { return Dns("www.shop.example", "www.shop.example."); }, Everywhere(kTrusted)},
      {"the address 127.0.0.1", "", [] { return Ip("127.0.0.1", "127.0.0.1"); }, Everywhere(kTrusted)},
      {"an IPv6 address in another spelling", "octets are compared, not text",
       [] { return Ip("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"); }, Everywhere(kTrusted)},
      {"an IPv4 address written as IPv6", "the same address", [] { return Ip("192.0.2.7", "::ffff:192.0.2.7"); },
       Everywhere(kTrusted)},
      {"a name in Unicode", "it is asked for as its A-label",
       [] {
         return Dns("xn--bcher-kva.example",
                    "b\xc3\xbc"
                    "cher.example");
       },
       Everywhere(kTrusted)},
      {"the second of two names", "", [] { return Asked(Server(Root()).Dns("api.shop.example"), "api.shop.example"); },
       Everywhere(kTrusted)},
      {"a wildcard for one label", "", [] { return Dns("*.shop.example", "www.shop.example"); }, Everywhere(kTrusted)},
      {"a wildcard below a name that a company lends", "github.io is no registry's: the owner may have *.github.io",
       [] { return Dns("*.github.io", "someone.github.io"); }, Everywhere(kTrusted)},
  };
  RunCases(cases);
}

TEST(NamesSuite, WhatDoesNotMatch) {
  const std::string mismatch = Refused("name_mismatch 0");
  const Case cases[] = {
      {"another domain", "", [] { return Dns("shop.example", "shop2.example"); }, Everywhere(mismatch)},
      {"another host of the domain", "", [] { return Dns("api.shop.example", "www.shop.example"); },
       Everywhere(mismatch)},
      {"a host below the name", "a name does not cover what is below it",
       [] { return Dns("shop.example", "www.shop.example"); }, Everywhere(mismatch)},
      {"the domain above the name", "", [] { return Dns("www.shop.example", "shop.example"); }, Everywhere(mismatch)},
      {"another address", "", [] { return Ip("192.0.2.7", "192.0.2.8"); }, Everywhere(mismatch)},
      {"an address where only a host name is presented", "", [] { return Dns("www.shop.example", "192.0.2.7"); },
       Everywhere(mismatch)},
      {"a wildcard for two labels", "it stands for one", [] { return Dns("*.example.com", "a.b.example.com"); },
       Everywhere(mismatch)},
      {"a wildcard for no label", "it stands for one", [] { return Dns("*.example.com", "example.com"); },
       Everywhere(mismatch)},
      {"a wildcard for all of a top level", "*.com", [] { return Dns("*.com", "example.com"); }, Everywhere(mismatch)},
      {"a wildcard right below a registry's suffix", "*.co.uk is everybody's",
       [] { return Dns("*.co.uk", "shop.co.uk"); }, RefusedByWebPki("name_mismatch 0")},
  };
  RunCases(cases);
}

TEST(NamesSuite, DnsNamesThatAreNone) {
  const std::string both = "name_mismatch 0, malformed_certificate 0";
  const Outcomes no_match = {Refused(both), Refused(both), Refused("name_mismatch 0")};
  const Outcomes bad_form = StrictlyRefused("malformed_certificate 0");
  const auto beside = [](const std::string& other) { return Asked(Server(Root()).Dns(other), kServer); };
  const Case cases[] = {
      {"a star as a part of a label", "a wildcard is a whole label",
       [] { return Dns("ww*.shop.example", "www.shop.example"); }, no_match},
      {"a star in the second label", "a wildcard is the first label",
       [] { return Dns("www.*.example", "www.shop.example"); }, no_match},
      {"a star inside an A-label", "", [] { return Dns("xn--*-kva.example", "xn--bcher-kva.example"); }, no_match},
      {"a star alone", "it would be every host", [] { return Dns("*", "shop.example"); }, no_match},
      {"a star alone, asked for a single label", "", [] { return Dns("*", "example"); }, no_match},
      {"a name in raw UTF-8", "a dNSName is an IA5String",
       [] { return Dns("\xf0\x9f\x98\x9c.shop.example", "xn--628h.shop.example"); }, no_match},
      {"an address as text in a dNSName", "an address belongs in iPAddress",
       [] { return Dns("192.0.2.7", "192.0.2.7"); }, no_match},
      {"an underscore in a name", "no host name, though corporate DNS has them",
       [] { return Dns("my_host.shop.example", "my_host.shop.example"); }, bad_form},
      {"an underscore in another name of the certificate", "every name is looked at",
       [=] { return beside("my_host.shop.example"); }, bad_form},
      {"a name that begins with a period", "", [=] { return beside(".shop.example"); }, bad_form},
      {"a name with an empty label", "", [=] { return beside("www..example"); }, bad_form},
      {"an empty name", "", [=] { return beside(""); }, bad_form},
      {"a label of 64 octets", "63 is the most", [=] { return beside(std::string(64, 'a') + ".example"); }, bad_form},
      {"a label that ends with a hyphen", "", [=] { return beside("www-.example"); }, bad_form},
      {"an iPAddress of 5 octets", "nobody can say which address it is",
       [] { return Asked(Server(Root()).San(test::Der(test::ContextTag(7), "12345")), kServer); },
       Everywhere(Refused("malformed_certificate 0"))},
      {"a NUL inside a name", "it does not end there",
       [] { return Dns(std::string("www.shop.example\0.evil.example", 30), "www.shop.example"); }, no_match},
  };
  RunCases(cases);
}

TEST(NamesSuite, CommonNames) {
  const auto named = [](const std::string& common_name) {
    return Asked(Server(Root()).Subject(test::CommonName(common_name)), kServer);
  };
  const Case cases[] = {
      {"the name in the common name alone", "no subjectAltName: valid for no name",
       [] { return Asked(NamelessServer(Root()).Subject(test::CommonName(kServer)), kServer); },
       Everywhere(Refused("no_subject_alt_name 0"))},
      {"the common name asked for beside another subjectAltName", "the common name does not count",
       [=] {
         Scene scene = named("other.shop.example");
         scene.name = "other.shop.example";
         return scene;
       },
       Everywhere(Refused("name_mismatch 0"))},
      {"an address in the common name alone", "",
       [] { return Asked(Server(Root()).Subject(test::CommonName("192.0.2.7")), "192.0.2.7"); },
       Everywhere(Refused("name_mismatch 0"))},
      {"a directory name for a subjectAltName", "it is there, and covers no host",
       [] { return Asked(NamelessServer(Root()).San(test::DirectoryName(test::CommonName(kServer))), kServer); },
       Everywhere(Refused("name_mismatch 0"))},
      {"a common name that is no subjectAltName", "not an error under any rules",
       [=] { return named("not.listed.example"); }, Everywhere(kTrusted)},
      {"a common name in another case", "", [=] { return named("WWW.SHOP.EXAMPLE"); }, Everywhere(kTrusted)},
      {"a common name of words", "", [=] { return named("The shop's server"); }, Everywhere(kTrusted)},
      {"a common name that is an address in hexadecimal", "", [=] { return named("0xC0000207"); },
       Everywhere(kTrusted)},
      {"no subjectAltName, judged by no name",
       "under the standard alone nothing is missing",
       [] { return Asked(NamelessServer(Root()), ""); },
       {kTrusted, Refused("no_subject_alt_name 0"), Refused("no_subject_alt_name 0")}},
  };
  RunCases(cases);
}

}  // namespace
}  // namespace certsweep::pki::suites
