using System.Collections.Frozen;

namespace LeadScoring.Domain.Leads;

/// <summary>Where people have email addresses of their own. These domains are nobody's company, whatever the scoring model.</summary>
public static class PersonalMail
{
    /// <summary>Domains of providers that give addresses to everybody, in lower case. The default model's list has them all.</summary>
    public static IReadOnlySet<string> Domains { get; } = FrozenSet.ToFrozenSet(
        [
            "gmail.com", "googlemail.com",
            "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.ca", "yahoo.com.au", "yahoo.com.br", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in", "yahoo.it", "ymail.com", "rocketmail.com", "aol.com",
            "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "live.com", "live.co.uk", "live.fr", "live.nl", "msn.com",
            "icloud.com", "me.com", "mac.com",
            "proton.me", "protonmail.com", "pm.me", "tutanota.com", "fastmail.com", "hey.com", "duck.com", "zohomail.com", "mail.com",
            "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "freenet.de", "t-online.de",
            "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "libero.it", "virgilio.it", "btinternet.com",
            "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "bigpond.com",
            "yandex.com", "yandex.ru", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "seznam.cz", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
            "qq.com", "163.com", "126.com", "yeah.net", "sina.com", "foxmail.com", "naver.com", "daum.net", "hanmail.net", "rediffmail.com",
            "uol.com.br", "bol.com.br", "terra.com.br",
        ],
        StringComparer.Ordinal);
}
