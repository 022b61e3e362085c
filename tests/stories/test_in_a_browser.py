"""The whole way in a real browser: with and without JavaScript, with the code from a real mail."""

ADDRESS = "nieuwe.buur@example.org"


def test_a_new_neighbour_comes_in_without_javascript(plain_page, live_server):
    page = plain_page
    page.goto("/inloggen")
    page.get_by_label("Uw e-mailadres").fill(ADDRESS)
    page.locator("main form button").first.click()
    page.get_by_label("De zes cijfers uit de mail").fill(live_server.read_code(ADDRESS))
    page.locator("main form button").first.click()
    page.get_by_label("Uw voornaam").fill("Noor")
    page.get_by_label("Uw buurt").select_option("BU04794110")
    page.get_by_label("Ik ben 16 jaar of ouder").check()
    page.locator("main form button").first.click()
    assert page.url == live_server.url + "/mijn"


def test_every_page_that_a_visitor_finds_runs_without_an_error(browser_page, live_server):
    for path in ("/", "/vragen", "/aanbod", "/zoeken?q=heg", "/vraag-stellen", "/inloggen", "/en/vragen"):
        answer = browser_page.goto(path)
        assert answer.status == 200, path
        assert browser_page.locator("h1").count() == 1
