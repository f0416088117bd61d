use xmpp_stream::ElementErrorKind::*;
use xmpp_stream::payload::xep0004::{
    DataForm, FieldType, FieldValue, FormField, FormItem, FormType, Reported,
};
use xmpp_stream::payload::{Payload, PayloadsBuf};

use crate::{assert_refused, read};

/// Example 2.
const FORM: &str = "<x xmlns='jabber:x:data' type='form'>
  <title>Bot Configuration</title>
  <instructions>Fill out this form to configure your new bot!</instructions>
  <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
  <field type='fixed'><value>Section 1: Bot Info</value></field>
  <field type='text-single' label='The name of your bot' var='botname'/>
  <field type='text-multi' label='Helpful description of your bot' var='description'/>
  <field type='boolean' label='Public bot?' var='public'><required/></field>
  <field type='text-private' label='Password for special access' var='password'/>
  <field type='fixed'><value>Section 2: Features</value></field>
  <field type='list-multi' label='What features will the bot support?' var='features'>
    <option label='Contests'><value>contests</value></option>
    <option label='News'><value>news</value></option>
    <option label='Polls'><value>polls</value></option>
    <option label='Reminders'><value>reminders</value></option>
    <option label='Search'><value>search</value></option>
    <value>news</value>
    <value>search</value>
  </field>
  <field type='list-single' label='Maximum number of subscribers' var='maxsubs'>
    <value>20</value>
    <option label='10'><value>10</value></option>
    <option label='20'><value>20</value></option>
    <option label='None'><value>none</value></option>
  </field>
  <field type='jid-multi' label='People to invite' var='invitelist'>
    <desc>Tell all your friends about your new bot!</desc>
  </field>
</x>";

/// Example 3.
const SUBMIT: &str = "<x xmlns='jabber:x:data' type='submit'>
  <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
  <field type='text-single' var='botname'><value>The Jabber Google Bot</value></field>
  <field type='text-multi' var='description'>
    <value>This bot enables you to send requests to</value>
    <value>It even supports Google News!</value>
  </field>
  <field type='boolean' var='public'><value>0</value></field>
  <field type='text-private' var='password'><value>v3r0na</value></field>
  <field type='list-multi' var='features'><value>news</value><value>search</value></field>
  <field type='jid-multi' var='invitelist'>
    <value>juliet@capulet.com</value>
    <value>benvolio@montague.net</value>
  </field>
</x>";

/// Example 8.
const RESULT: &str = "<x xmlns='jabber:x:data' type='result'>
  <title>Joogle Search: verona</title>
  <reported><field var='name'/><field var='url'/></reported>
  <item>
    <field var='name'><value>Comune di Verona - Benvenuti nel sito ufficiale</value></field>
    <field var='url'><value>http://www.comune.verona.it/</value></field>
  </item>
  <item>
    <field var='name'><value>benvenuto!</value></field>
    <field var='url'><value>http://www.hellasverona.it/</value></field>
  </item>
</x>";

fn form(form_type: &str, inside: &str) -> String {
    format!("<x xmlns='jabber:x:data' type='{form_type}'>{inside}</x>")
}

fn field(inside: &str) -> String {
    form("submit", inside)
}

#[test]
fn a_form_says_what_is_asked_for() {
    let form: DataForm<'_> = read(FORM);
    assert_eq!((form.form_type, form.title), (FormType::Form, Some("Bot Configuration")));
    let instructions: Vec<_> = form.instructions.iter().map(|instructions| instructions.text).collect();
    assert_eq!(instructions, ["Fill out this form to configure your new bot!"]);
    assert_eq!(form.form_type_field(), Some("jabber:bot"));

    let types: Vec<_> = form.fields.iter().map(|field| field.field_type.unwrap().as_str()).collect();
    assert_eq!(
        types,
        [
            "hidden",
            "fixed",
            "text-single",
            "text-multi",
            "boolean",
            "text-private",
            "fixed",
            "list-multi",
            "list-single",
            "jid-multi"
        ]
    );
    let public = form.field("public").unwrap();
    assert_eq!((public.label, public.is_required, public.boolean()), (Some("Public bot?"), true, None));
    let features = form.field("features").unwrap();
    assert!(features.texts().eq(["news", "search"]));
    let options: Vec<_> = features.options.iter().map(|option| (option.label, option.value)).collect();
    assert_eq!(options[1], (Some("News"), "news"));
    assert_eq!(options.len(), 5);
    let invited = form.field("invitelist").unwrap();
    assert_eq!(invited.desc, Some("Tell all your friends about your new bot!"));
    assert_eq!(form.field("nobody"), None);
}

#[test]
fn a_form_that_was_filled_in_has_values() {
    let form: DataForm<'_> = read(SUBMIT);
    assert_eq!(form.form_type, FormType::Submit);
    assert_eq!(form.field("botname").unwrap().value(), Some("The Jabber Google Bot"));
    assert_eq!(form.field("public").unwrap().boolean(), Some(false));
    assert_eq!(form.field("description").unwrap().texts().count(), 2);
    assert!(form.field("invitelist").unwrap().texts().eq(["juliet@capulet.com", "benvolio@montague.net"]));
}

#[test]
fn results_have_items() {
    let form: DataForm<'_> = read(RESULT);
    let urls: Vec<_> = form.items.iter().map(|item| item.field("url").unwrap().value()).collect();
    assert_eq!(urls, [Some("http://www.comune.verona.it/"), Some("http://www.hellasverona.it/")]);
    assert!(form.reported.unwrap().field("name").is_some());
}

#[test]
fn a_form_that_was_cancelled_is_empty() {
    let form: DataForm<'_> = read("<x xmlns='jabber:x:data' type='cancel'/>");
    assert_eq!((form.form_type, form.fields.len()), (FormType::Cancel, 0));
}

#[test]
fn passwords_arent_shown() {
    let form: DataForm<'_> = read(SUBMIT);
    let shown = format!("{form:?}");
    assert!(!shown.contains("v3r0na"), "{shown}");
    assert!(shown.contains("The Jabber Google Bot"), "{shown}");
    // The field may have no type, and its values may be shown by themselves.
    let form: DataForm<'_> = read(&SUBMIT.replace("type='text-private' ", ""));
    let password = form.field("password").unwrap();
    let shown = format!("{form:?} {password:?} {:?} {:?}", password.values, FieldValue { text: "v3r0na" });
    assert!(!shown.contains("v3r0na"), "{shown}");
    assert_eq!(password.value(), Some("v3r0na"));
}

/// As the forms that add users and change passwords have them.
#[test]
fn fields_that_are_called_so_are_passwords_whatever_their_type() {
    for field in
        ["var='password-verify' type='text-single'", "var='roomSecret' type='hidden'", "var='passphrase'"]
    {
        let shown: DataForm<'_> =
            read(&form("submit", &format!("<field {field}><value>v3r0na</value></field>")));
        assert!(!format!("{shown:?}").contains("v3r0na"), "{field}");
    }
}

#[test]
fn white_space_around_types_is_left_out() {
    let two = "<field type=' list-multi' var='a'><value>1</value><value>2</value></field>";
    let form: DataForm<'_> = read(&form("submit\t", two));
    assert_eq!(form.form_type, FormType::Submit);
    assert_eq!(form.field("a").unwrap().field_type, Some(FieldType::ListMulti));
}

/// Section 3.3: who fills the form in takes it for `text-single`. What its sender had in mind isn't known.
#[test]
fn fields_of_a_type_that_isnt_known_have_as_many_values_as_they_like() {
    let inside = "<field type='file-multi' var='a'><value>a secret</value><value>2</value><option><value>1</value></option></field>";
    for form_type in ["form", "submit"] {
        let form: DataForm<'_> = read(&form(form_type, inside));
        let field = form.field("a").unwrap();
        assert_eq!((field.field_type, field.values.len()), (Some(FieldType::Other("file-multi")), 2));
        assert!(!format!("{field:?}").contains("a secret"));
    }
}

#[test]
fn a_type_that_is_known_isnt_written_as_another() {
    for (field_type, is_written) in
        [("file-multi", true), ("", true), ("boolean", false), (" file-multi", false)]
    {
        let field_type = Some(FieldType::Other(field_type));
        let field = FormField { var: Some("a"), field_type, ..FormField::default() };
        assert_eq!(field.to_element().is_ok(), is_written, "{field_type:?}");
    }
    assert_eq!(FieldType::KNOWN.len(), 10);
    for known in FieldType::KNOWN {
        assert_eq!(FieldType::from(known.as_str()), *known);
    }
}

#[test]
fn fields_without_type_have_as_many_values_as_they_like_unless_they_are_to_be_filled_in() {
    let two = "<field var='a'><value>1</value><value>2</value></field>";
    for form_type in ["submit", "result", "cancel"] {
        assert_eq!(read::<DataForm<'_>>(&form(form_type, two)).field("a").unwrap().values.len(), 2);
    }
    assert_refused!(DataForm<'_>, &form("form", two).replace("<field", "<^field"), Repeated, "value");
    let option = "<^field var='a'><option><value>1</value></option></field>";
    assert_refused!(DataForm<'_>, &form("form", option), OtherElement, "option");
}

#[test]
fn all_four_booleans_are_read_and_other_values_are_none() {
    for (text, value) in [
        ("0", Some(false)),
        ("false", Some(false)),
        ("1", Some(true)),
        ("true", Some(true)),
        ("", None),
        ("yes", None),
    ] {
        let xml = field(&format!("<field type='boolean' var='a'><value>{text}</value></field>"));
        assert_eq!(read::<DataForm<'_>>(&xml).field("a").unwrap().boolean(), value);
    }
}

#[test]
fn which_types_may_have_several_values_and_options() {
    for (field_type, values, options) in [
        ("boolean", false, false),
        ("fixed", false, false),
        ("hidden", true, false),
        ("jid-multi", true, false),
        ("jid-single", false, false),
        ("list-multi", true, true),
        ("list-single", false, true),
        ("text-multi", true, false),
        ("text-private", false, false),
        ("text-single", false, false),
    ] {
        let two =
            field(&format!("<^field type='{field_type}' var='a'><value>1</value><value>0</value></field>"));
        let option =
            field(&format!("<^field type='{field_type}' var='a'><option><value>1</value></option></field>"));
        if values {
            assert_eq!(read::<DataForm<'_>>(&two.replace('^', "")).field("a").unwrap().values.len(), 2);
        } else {
            assert_refused!(DataForm<'_>, &two, Repeated, "value");
        }
        if options {
            assert_eq!(read::<DataForm<'_>>(&option.replace('^', "")).field("a").unwrap().options.len(), 1);
        } else {
            assert_refused!(DataForm<'_>, &option, OtherElement, "option");
        }
    }
}

#[test]
fn what_breaks_a_rule_is_refused() {
    let list = |options: &str| field(&format!("<field type='list-single' var='a'>{options}</field>"));
    let result = |inside: &str| form("result", inside);
    for (xml, kind, name) in [
        ("<x xmlns='jabber:x:data'/>".to_owned(), Missing, "type"),
        (form("error", ""), Value, "type"),
        (form("form", "<title/><^title/>"), Repeated, ""),
        (field("<^field/>"), Missing, "var"),
        (field("<^field type='hidden'/>"), Missing, "var"),
        (field("<field var='a'/><^field var='a'/>"), Repeated, "var"),
        (field("<field var='a'><desc/><^desc/></field>"), Repeated, ""),
        (field("<field var='a'><^value><b/></value></field>"), NotText, ""),
        (list("<^option/>"), Missing, "value"),
        (list("<option><value>1</value><^value>2</value></option>"), Repeated, ""),
        (list("<option><value>1</value></option><^option><value>1</value></option>"), Repeated, "value"),
        (
            list("<option label='a'><value>1</value></option><^option label='a'><value>2</value></option>"),
            Repeated,
            "label",
        ),
        (result("<^reported/>"), Missing, "field"),
        (result("<reported><field var='a'/></reported><^item/>"), Missing, "field"),
        (result("<reported><field var='a'/></reported><^item><field var='b'/></item>"), Missing, "field"),
        (
            result(
                "<reported><field var='a'/></reported><item><field var='a'/></item><^item><field var='b'/></item>",
            ),
            Missing,
            "field",
        ),
        (
            field("<field var='b'/><field var='a'/><field var='c'/><^field var='a'/><field var='a'/>"),
            Repeated,
            "var",
        ),
        (result("<reported><field var='a'/><^field var='a'/></reported>"), Repeated, "var"),
        (result("<item><field var='a'/></item>"), Missing, "reported"),
        (result("<reported><field var='a'/></reported><^reported><field var='a'/></reported>"), Repeated, ""),
    ] {
        assert_refused!(DataForm<'_>, &xml, kind, name);
    }
}

/// Section 3.4 wants receivers to be flexible about both.
#[test]
fn items_may_come_first_and_fields_beside_them() {
    let inside = "<item><field var='a'/></item><field var='b'/><reported><field var='a'/></reported>";
    let form: DataForm<'_> = read(&form("result", inside));
    assert_eq!((form.items.len(), form.fields.len()), (1, 1));
}

#[test]
fn a_form_is_built_of_its_fields() {
    let mut values = PayloadsBuf::new();
    values.push(&FieldValue { text: "news" }).unwrap();
    let mut fields = PayloadsBuf::new();
    let field = FormField {
        var: Some("features"),
        field_type: Some(FieldType::ListMulti),
        values: values.items().unwrap(),
        ..FormField::default()
    };
    fields.push(&field).unwrap();
    let form = DataForm {
        form_type: FormType::Submit,
        title: None,
        instructions: Default::default(),
        fields: fields.items().unwrap(),
        reported: None,
        items: Default::default(),
    };
    let element = form.to_element().unwrap();
    assert_eq!(DataForm::from_element(element.as_element()), Ok(form));
    assert_eq!(form.field("features"), Some(field));
}

#[test]
fn what_would_be_refused_isnt_written() {
    let mut fields = PayloadsBuf::new();
    assert!(fields.push(&FormField::default()).is_err());
    assert!(fields.push(&Reported { fields: Default::default() }).is_err());
    assert!(fields.push(&FormItem { fields: Default::default() }).is_err());
    assert!(fields.as_payloads().is_empty());

    let field = FormField { var: Some("a"), ..FormField::default() };
    fields.push(&field).unwrap();
    fields.push(&field).unwrap();
    let form = DataForm {
        form_type: FormType::Submit,
        title: None,
        instructions: Default::default(),
        fields: fields.items().unwrap(),
        reported: None,
        items: Default::default(),
    };
    assert!(form.to_element().is_err());
}
